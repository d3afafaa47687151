package org.albatross.client.command;

import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.UnikernelCommand;

/** {@code destroy}: ends a unikernel. */
final class DestroyCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the unikernel");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    return List.of(Request.of(name, new UnikernelCommand.Destroy()));
  }
}
