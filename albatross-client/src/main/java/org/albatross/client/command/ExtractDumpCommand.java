package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.NewFile;
import org.albatross.client.request.Download;
import org.albatross.client.request.Values;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.StoredUnikernel;

/** {@code extract-dump}: takes an image out of a state on disk. */
final class ExtractDumpCommand implements ClientCommand {
  @Override
  public void declare(Syntax syntax) {
    syntax.argument("NAME", "the unikernel");
    DumpOptions.declare(syntax);
    RequestCommand.outOptions(syntax, Download.IMAGE.toString());
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Name name = Values.fullName(line.argument(0));
    Download to = RequestCommand.download(line, Download.IMAGE);
    Optional<DumpOptions.Ours> ours = DumpOptions.ours(line);
    Image image = ours.isPresent() ? image(name, ours.get()) : original(name, line);
    try (NewFile file =
        NewFile.create(
            name, to, image.compressed(), Instant.now(), context.environment(), context.out())) {
      file.write(image.data());
      Optional<Path> path = file.finish();
      if (path.isPresent()) {
        context.out().done().line(path.get().toString());
      }
    }
  }

  private static Image image(Name name, DumpOptions.Ours ours) throws AlbatrossException {
    StoredUnikernel found = ours.manifest().unikernels().get(name).orElseThrow(() -> unknown(name));
    ImageId image = found.image().orElseThrow(() -> withoutImage(name));
    return new Image(false, ours.images().map(image));
  }

  private static Image original(Name name, ParsedLine line) throws AlbatrossException {
    Image[] found = {Image.NONE};
    boolean[] there = {false};
    var unused =
        DumpOptions.original(line)
            .read(
                (each, config) -> {
                  if (each.equals(name)) {
                    there[0] = true;
                    found[0] = config.image();
                  }
                });
    if (!there[0]) {
      throw unknown(name);
    }
    if (found[0].data().isEmpty()) {
      throw withoutImage(name);
    }
    return found[0];
  }

  private static ClientException unknown(Name name) {
    return ClientException.other("the state has no unikernel " + name)
        .hint("inspect-dump lists what it has");
  }

  private static ClientException withoutImage(Name name) {
    return ClientException.other(name + " has no image");
  }
}
