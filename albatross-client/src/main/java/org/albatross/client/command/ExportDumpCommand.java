package org.albatross.client.command;

import static java.nio.channels.Channels.newOutputStream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.StagedFile;
import org.albatross.client.request.Values;
import org.albatross.core.host.file.PrivateFiles;
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
    try {
      StagedFile staged =
          StagedFile.write(
              file,
              false,
              channel -> {
                OutputStream out = new BufferedOutputStream(newOutputStream(channel), BUFFER);
                OriginalState.write(out, ours.manifest(), ours.images());
                out.flush();
              },
              PrivateFiles.OWNER);
      staged.commit();
    } catch (IOException e) {
      throw ClientException.file("cannot write " + file, e);
    }
    context
        .out()
        .done()
        .line(
            "wrote %s unikernels and %s policies to %s"
                .formatted(
                    ours.manifest().unikernels().size(), ours.manifest().policies().size(), file));
  }
}
