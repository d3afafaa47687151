package org.albatross.client.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Values;
import org.albatross.core.host.PrivateFiles;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.store.OriginalState;

/**
 * {@code export-dump}: writes our state as the original has it, to go back to the original. Reads
 * the store itself, so whoever asks must be able to, and albatrossd may run or not.
 */
final class ExportDumpCommand implements ClientCommand {
  private static final int BUFFER = 1 << 16;

  @Override
  public void declare(Syntax syntax) {
    syntax.argument("FILE", "the file to write, which must not exist yet");
    DumpOptions.dbdirOption(syntax);
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Path file = Values.file("FILE", line.argument(0));
    DumpOptions.Ours ours =
        DumpOptions.ours(line)
            .orElseThrow(
                () ->
                    ClientException.other("there is no state of ours to export")
                        .hint("--dbdir names albatrossd's directory"));
    boolean complete = false;
    try (FileChannel channel = PrivateFiles.open(file);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
      try {
        OriginalState.write(out, ours.manifest(), ours.images());
        out.flush();
        channel.force(true);
        complete = true;
      } finally {
        if (!complete) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw ClientException.file("cannot write " + file, e);
    }
    context
        .out()
        .line(
            "wrote %d unikernels and %d policies to %s"
                .formatted(
                    ours.manifest().unikernels().size(), ours.manifest().policies().size(), file));
  }
}
