package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Upload;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;

/** {@code create-block}: makes a block device, with or without content. */
final class CreateBlockCommand extends RequestCommand {
  private static final long MEGABYTE = 1 << 20;
  private static final long MAX_SIZE = Long.MAX_VALUE / MEGABYTE;

  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the block device");
    syntax.argument("MB", "its size");
    syntax.option("FILE", "what is written to it, - for the standard input", "--data");
    compressionOption(syntax);
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    long size = Values.number("MB", line.argument(1), 1, MAX_SIZE);
    int level = compression(line);
    Optional<String> data = line.value("--data");
    if (data.isEmpty()) {
      return List.of(Request.of(name, new BlockCommand.Add(size)));
    }
    Upload content = new Upload(Values.input("--data", data.get()), level, size * MEGABYTE);
    checkFits(content.file(), size);
    BlockCommand add = new BlockCommand.AddStreamed(size, content.compressed(), content.length());
    return List.of(Request.uploading(name, add, content));
  }

  /** Before anything is said to a daemon. */
  private static void checkFits(Path file, long size) throws ClientException {
    try {
      long bytes = Files.size(file);
      if (bytes > size * MEGABYTE) {
        throw ClientException.other(
            file + " has " + bytes + " bytes, more than a block device of " + size + " MB takes");
      }
      if (Files.isDirectory(file)) {
        throw ClientException.other("cannot read " + file + ": it is a directory");
      }
      if (!Files.isReadable(file)) {
        throw ClientException.other("cannot read " + file);
      }
    } catch (IOException e) {
      throw ClientException.file("cannot read the data", e);
    }
  }
}
