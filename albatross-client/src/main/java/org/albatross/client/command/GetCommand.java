package org.albatross.client.command;

import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Download;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.UnikernelCommand;

/** {@code get}: downloads an image. */
final class GetCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the unikernel");
    compressionOption(syntax);
    outOptions(syntax, Download.IMAGE.toString());
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    UnikernelCommand.Get get = new UnikernelCommand.Get(compression(line));
    return List.of(Request.downloading(name, get, download(line, Download.IMAGE)));
  }
}
