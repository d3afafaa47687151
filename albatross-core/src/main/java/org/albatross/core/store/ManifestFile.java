package org.albatross.core.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.albatross.core.host.CrashPoint;
import org.albatross.core.host.PrivateFiles;
import org.albatross.core.host.WholeFile;
import org.albatross.core.net.UnixSockets;

/**
 * The manifest on disk. It is replaced as a whole, and the one before is kept beside it: there is
 * no moment at which a loss of power leaves none, or half of one.
 */
public final class ManifestFile {
  /** What it is called in its directory. */
  public static final String NAME = "manifest.json";

  /** Text that is no text (lone surrogates) survives only as an escape. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** More than albatrossd has memory for; it is read as it comes, not held. */
  private static final long MAX_SIZE = 1L << 30;

  private final Path file;
  private final Path last;
  private final Path beside;

  /** The manifest in this directory. */
  public ManifestFile(Path directory) {
    file = directory.resolve(NAME);
    last = directory.resolve(NAME + ".last");
    beside = directory.resolve(NAME + ".new");
  }

  public Path path() {
    return file;
  }

  /**
   * Reads the manifest.
   *
   * @return absent if there never was one
   * @throws StoreException if there was, and it cannot be read; the message says what to do
   */
  public Optional<Manifest> read() throws StoreException {
    if (!Files.exists(file)) {
      if (Files.exists(last)) {
        throw new StoreException(
            "there is no %s, but the one before it, %s: rename that one to use it, or remove it to start with nothing"
                .formatted(file, last.getFileName()));
      }
      return Optional.empty();
    }
    try (InputStream in = WholeFile.open(file, MAX_SIZE);
        JsonParser json = JSON.createParser(in)) {
      return Optional.of(decode(json));
    } catch (StoreException e) {
      throw new StoreException(
          "%s cannot be read (%s): mend it, or put the one before it, %s, in its place; nothing was changed"
              .formatted(file, e.getMessage(), last.getFileName()),
          e);
    } catch (IOException e) {
      throw new StoreException(file + " cannot be read: " + UnixSockets.describe(e), e);
    }
  }

  /** Replaces the manifest; when this returns the new one is safe on the disk. */
  public void write(Manifest manifest) throws StoreException {
    try {
      Files.deleteIfExists(beside);
      try (FileChannel channel = PrivateFiles.open(beside)) {
        ByteBuffer bytes = ByteBuffer.wrap(encode(manifest));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        CrashPoint.reach("manifest-written");
        channel.force(true);
      }
      keepLast();
      CrashPoint.reach("manifest-last-kept");
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      CrashPoint.reach("manifest-renamed");
      PrivateFiles.sync(file.getParent());
    } catch (IOException e) {
      throw new StoreException(
          "%s cannot be written: %s".formatted(file, UnixSockets.describe(e)), e);
    }
  }

  /** A second name for the old one, which goes to the new one afterwards. */
  private void keepLast() throws IOException {
    if (Files.exists(file)) {
      Path link = last.resolveSibling(last.getFileName() + ".new");
      Files.deleteIfExists(link);
      Files.createLink(link, file);
      Files.move(link, last, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static byte[] encode(Manifest manifest) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      ManifestJson.MANIFEST.write(out, manifest);
      out.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  static Manifest decode(byte[] bytes) throws StoreException {
    try (JsonParser json = JSON.createParser(bytes)) {
      return decode(json);
    } catch (IOException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  private static Manifest decode(JsonParser in) throws StoreException {
    try {
      in.nextToken();
      Manifest manifest = ManifestJson.MANIFEST.read(in);
      if (in.nextToken() != null) {
        throw new StoreException("there is something behind its end");
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new StoreException(
          "%s in line %d".formatted(e.getOriginalMessage(), e.getLocation().getLineNr()), e);
    } catch (IOException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }
}
