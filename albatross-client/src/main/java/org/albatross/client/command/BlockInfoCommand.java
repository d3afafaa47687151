package org.albatross.client.command;

import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;

/** {@code block}: shows block devices. */
final class BlockInfoCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.option("NAME", "one block device, or a path such as foo:", "-n", "--name");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.name(line.value("--name").orElse(":"));
    return List.of(Request.of(name, new BlockCommand.Info()));
  }
}
