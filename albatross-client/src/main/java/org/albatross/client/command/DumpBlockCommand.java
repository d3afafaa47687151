package org.albatross.client.command;

import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Download;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;

/** {@code dump-block}: downloads the content of a block device. */
final class DumpBlockCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the block device");
    compressionOption(syntax);
    outOptions(syntax, Download.BLOCK_DEVICE.toString());
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    BlockCommand.Dump dump = new BlockCommand.Dump(compression(line));
    return List.of(Request.downloading(name, dump, download(line, Download.BLOCK_DEVICE)));
  }
}
