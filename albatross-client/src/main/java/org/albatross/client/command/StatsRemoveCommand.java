package org.albatross.client.command;

import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.core.model.message.StatsCommand;

/** {@code stats-remove}: has a unikernel's process watched no longer. */
final class StatsRemoveCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.option("NAME", "the unikernel", "-n", "--name");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    return List.of(
        Request.of(StatsAddCommand.named(line, "stats-remove"), new StatsCommand.Remove()));
  }
}
