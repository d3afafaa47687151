package org.albatross.client.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Download;
import org.albatross.client.request.Request;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.DataSize;
import org.albatross.core.model.Name;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;

/**
 * A file that receives data. It is never one that was there before, and has its name only when all
 * data came; else it is removed again, also where the program is interrupted. It is not synced, as
 * it may be large and can be fetched again.
 */
public final class NewFile implements Closeable {
  private static final int ATTEMPTS = 1000;

  /** Who means a file of that name writes {@code ./-}. */
  private static final Path STANDARD_OUTPUT = Path.of("-");

  private final Optional<Target> target;
  private final WritableByteChannel out;
  private final DataSink data;
  private final DataSize limit;
  private final Thread onExit;
  private long written;
  private boolean complete;

  /**
   * Where a file goes: to the first of so many places that is free, the others being called after
   * the first.
   */
  private record Place(Path first, int attempts) {
    interface Use<T> {
      T at(Path path) throws IOException;
    }

    /** Tries a use that fails where there is a file. */
    <T> T use(Use<T> use) throws IOException {
      for (int i = 1; ; i++) {
        try {
          return use.at(path(i));
        } catch (FileAlreadyExistsException e) {
          if (i == attempts) {
            throw e;
          }
        }
      }
    }

    private Path path(int attempt) {
      return attempt == 1 ? first : first.resolveSibling(first.getFileName() + "-" + attempt);
    }
  }

  /** A file that is written, and where it goes. */
  private record Target(Place place, StagedFile staged) {
    static Target open(Place place) throws IOException {
      return new Target(place, place.use(path -> StagedFile.open(path, false, PrivateFiles.OWNER)));
    }

    Path finish() throws IOException {
      return place.use(staged::placeNew);
    }
  }

  private NewFile(
      Optional<Target> target, WritableByteChannel out, boolean compressed, DataSize limit) {
    this.target = target;
    this.out = out;
    this.data = compressed ? new Inflating(this::put) : this::put;
    this.limit = limit;
    this.onExit = new Thread(this::remove);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * Makes the file that a request names, or else one below {@code TMPDIR} that is called after what
   * it holds.
   *
   * @param compressed whether the data come as a zlib stream; the file holds them uncompressed
   * @param standardOutput where the data go if {@code -} is named
   */
  static NewFile create(
      Request request,
      boolean compressed,
      Instant now,
      Map<String, String> environment,
      Output standardOutput)
      throws ClientException {
    return create(request.name(), request.download(), compressed, now, environment, standardOutput);
  }

  /** As for a request: the file, if one is named, or one that is called after this name. */
  public static NewFile create(
      Name what,
      Download to,
      boolean compressed,
      Instant now,
      Map<String, String> environment,
      Output standardOutput)
      throws ClientException {
    if (to.file().equals(Optional.of(STANDARD_OUTPUT))) {
      WritableByteChannel out = Channels.newChannel(standardOutput.stream());
      return new NewFile(Optional.empty(), out, compressed, to.limit());
    }
    Place place =
        to.file()
            .map(path -> new Place(path, 1))
            .orElseGet(() -> new Place(inTmpdir(what, now, environment), ATTEMPTS));
    try {
      Target target = Target.open(place);
      return new NewFile(Optional.of(target), target.staged().channel(), compressed, to.limit());
    } catch (IOException e) {
      throw ClientException.file("cannot make the file", e);
    }
  }

  private static Path inTmpdir(Name what, Instant now, Map<String, String> environment) {
    return Path.of(environment.getOrDefault("TMPDIR", "/tmp"))
        .resolve(what.text() + "-" + timestamp(now));
  }

  private static String timestamp(Instant now) {
    // Without the fraction and the zone, and no colons: those part a name.
    return Units.timestamp(now, ZoneId.of("UTC")).substring(0, 19).replace(":", "") + "Z";
  }

  /**
   * Writes data as they come.
   *
   * @throws AlbatrossException if they are more than may be written, or no zlib stream
   */
  public void write(Bytes some) throws AlbatrossException, Output.ClosedException {
    try {
      data.write(some.toBuffer());
    } catch (Output.ClosedException e) {
      throw e;
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private void put(ByteBuffer plain) throws ClientException, IOException {
    written += plain.remaining();
    if (written > limit.bytes()) {
      throw ClientException.other(
              "the data are larger than the limit of "
                  + limit
                  + (target.isPresent() ? ", nothing was kept" : ", this was not all of them"))
          .hint("--max-size takes more; are they as large as they should be?");
    }
    while (plain.hasRemaining()) {
      out.write(plain);
    }
  }

  /** All data came: the file gets its name, which is returned; the standard output has none. */
  public Optional<Path> finish() throws AlbatrossException, Output.ClosedException {
    try {
      data.end();
      out.close();
      Optional<Path> path =
          target.isPresent() ? Optional.of(target.get().finish()) : Optional.empty();
      complete = true;
      return path;
    } catch (Output.ClosedException e) {
      throw e;
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private ClientException cannotWrite(IOException cause) {
    String what = target.map(file -> file.staged().target().toString()).orElse("standard output");
    return ClientException.file("cannot write " + what, cause);
  }

  @Override
  public void close() throws IOException {
    data.close();
    try {
      out.close();
    } catch (IOException e) {
      remove(); // a full disk: the file is of no use
    }
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // the program is being interrupted, the hook does the same
    }
  }

  private void remove() {
    if (complete || target.isEmpty()) {
      return;
    }
    try {
      target.get().staged().discard();
    } catch (IOException e) {
      complete = true; // it cannot be removed now, so not later
    }
  }
}
