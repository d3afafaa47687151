package org.albatross.client.command;

import java.util.List;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Upload;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;

/** {@code set-block}: uploads the content of a block device. */
final class SetBlockCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the block device");
    syntax.argument("FILE", "the content, - for the standard input");
    compressionOption(syntax);
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    // How large the device is only albatrossd knows, which says so before more than that is sent.
    Upload content =
        new Upload(Values.input("FILE", line.argument(1)), compression(line), Long.MAX_VALUE);
    OptionalLong length = content.length();
    BlockCommand set =
        length.isPresent()
            ? new BlockCommand.SetStreamed(content.compressed(), length.getAsLong())
            : new BlockCommand.Set(content.compressed());
    return List.of(Request.uploading(name, set, content));
  }
}
