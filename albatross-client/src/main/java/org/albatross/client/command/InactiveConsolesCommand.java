package org.albatross.client.command;

import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;

/** {@code inactive-consoles}: lists consoles without a unikernel. */
final class InactiveConsolesCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.option("PATH", "only consoles below this path", "-p", "--path");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name path = Values.path(line.value("--path").orElse(":"));
    return List.of(Request.of(path, new ConsoleCommand.ListInactive()));
  }
}
