package org.albatross.client.output;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;

/**
 * A file that receives data. It is never one that was there before, and unless all data came it is
 * removed again, also where the program is interrupted.
 */
public final class NewFile implements Closeable {
  private static final int ATTEMPTS = 1000;

  private final Path path;
  private final Inflater inflater = new Inflater();
  private final boolean compressed;
  private final OutputStream out;
  private final Thread onExit;
  private boolean complete;

  private NewFile(Path path, FileChannel channel, boolean compressed) {
    this.path = path;
    this.compressed = compressed;
    OutputStream plain = Channels.newOutputStream(channel);
    this.out = compressed ? new InflaterOutputStream(plain, inflater, 1 << 16) : plain;
    this.onExit = new Thread(this::remove);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * Makes the file that a request names, or else one below {@code TMPDIR} that is called after what
   * it holds.
   *
   * @param compressed whether the data come as a zlib stream; the file holds them uncompressed
   */
  static NewFile create(
      Request request, boolean compressed, Instant now, Map<String, String> environment)
      throws ClientException {
    return create(request.name(), request.out(), compressed, now, environment);
  }

  /** As for a request: the file, if one is named, or one that is called after this name. */
  public static NewFile create(
      Name what,
      Optional<Path> out,
      boolean compressed,
      Instant now,
      Map<String, String> environment)
      throws ClientException {
    try {
      if (out.isPresent()) {
        return new NewFile(out.get(), open(out.get()), compressed);
      }
      Path directory = Path.of(environment.getOrDefault("TMPDIR", "/tmp"));
      String name = what.text() + "-" + timestamp(now);
      for (int i = 1; i <= ATTEMPTS; i++) {
        Path path = directory.resolve(i == 1 ? name : name + "-" + i);
        Optional<FileChannel> channel = tryOpen(path);
        if (channel.isPresent()) {
          return new NewFile(path, channel.get(), compressed);
        }
      }
      throw ClientException.other("there are too many files " + directory.resolve(name) + "-...")
          .hint("name one with --out");
    } catch (IOException e) {
      throw ClientException.file("cannot make the file", e);
    }
  }

  private static String timestamp(Instant now) {
    // Without the fraction and the zone, and no colons: those part a name.
    return Units.timestamp(now, ZoneId.of("UTC")).substring(0, 19).replace(":", "") + "Z";
  }

  private static Optional<FileChannel> tryOpen(Path path) throws IOException {
    try {
      return Optional.of(open(path));
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
  }

  /** Readable by its owner only: images and devices hold keys. */
  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  public void write(Bytes data) throws ClientException {
    try {
      data.writeTo(out);
    } catch (IOException e) {
      throw ClientException.file("cannot write " + path, e);
    }
  }

  /** All data came: the file stays. */
  public Path finish() throws ClientException {
    if (compressed && !inflater.finished()) {
      throw ClientException.communication("the compressed data ended too early");
    }
    try {
      out.close();
    } catch (IOException e) {
      throw ClientException.file("cannot write " + path, e);
    }
    complete = true;
    return path;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    try {
      out.close();
    } catch (IOException e) {
      remove(); // an inflater that was ended, or a full disk: the file is of no use
    }
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // the program is being interrupted, the hook does the same
    }
  }

  private void remove() {
    if (complete) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      complete = true; // it cannot be removed now, so not later
    }
  }
}
