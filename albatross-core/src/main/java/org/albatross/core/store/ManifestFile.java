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
import java.util.List;
import java.util.Optional;
import org.albatross.core.host.file.CrashPoint;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.host.file.WholeFile;
import org.albatross.core.net.UnixSockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifest on disk. It is replaced as a whole, and the one before is kept beside it: there is
 * no moment at which a loss of power leaves none, or half of one. What goes can be taken from it on
 * a full disk too. One thread at a time.
 */
public final class ManifestFile {
  /** What it is called in its directory. */
  public static final String NAME = "manifest.json";

  private static final Logger LOG = LoggerFactory.getLogger(ManifestFile.class);

  /** Text that is no text (lone surrogates) survives only as an escape. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** More than albatrossd has memory for; it is read as it comes, not held. */
  private static final long MAX_SIZE = 1L << 30;

  private final Path file;
  private final Path last;
  private final Path beside;
  private final Spare spare;
  private final Swap swap;
  private Optional<Manifest> onDisk = Optional.empty();

  /** Gives each of two files the name of the other, where that is possible. */
  interface Swap {
    boolean swap(Path one, Path other);
  }

  /** The manifest in this directory. */
  public ManifestFile(Path directory) {
    this(directory, PrivateFiles::swap);
  }

  ManifestFile(Path directory, Swap swap) {
    this.swap = swap;
    spare = new Spare(directory.resolve(NAME + ".spare"));
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
      onDisk = Optional.of(decode(json));
      return onDisk;
    } catch (StoreException e) {
      throw new StoreException(
          "%s cannot be read (%s): mend it, or put the one before it, %s, in its place; nothing was changed"
              .formatted(file, e.getMessage(), last.getFileName()),
          e);
    } catch (IOException e) {
      throw new StoreException(file + " cannot be read: " + UnixSockets.describe(e), e);
    }
  }

  /** Takes the room that {@link #reduce} may need; to be called after a manifest was read. */
  public void reserve() throws StoreException {
    try {
      Files.deleteIfExists(beside);
      spare.reserve(encode(onDisk.orElse(Manifest.EMPTY)).length);
    } catch (IOException e) {
      throw failure(spare.file(), e);
    }
  }

  /** Replaces the manifest; when this returns the new one is safe on the disk. */
  public void write(Manifest manifest) throws StoreException {
    if (onDisk.equals(Optional.of(manifest))) {
      return;
    }
    try {
      byte[] bytes = encode(manifest);
      // Before there is a manifest that could not be made smaller.
      spare.reserve(bytes.length);
      writeBeside(bytes);
      CrashPoint.reach("manifest-written");
      keepLast();
      CrashPoint.reach("manifest-last-kept");
      rename(beside);
      CrashPoint.reach("manifest-renamed");
      PrivateFiles.sync(file.getParent());
      onDisk = Optional.of(manifest);
    } catch (IOException e) {
      discard();
      throw failure(file, e);
    }
  }

  /**
   * Takes from the manifest what the other one has not, and adds nothing of it. That works on a
   * disk without room for a block or an inode; the one before, which is kept, stays as it is then.
   *
   * @return what is safe on the disk when this returns
   */
  public Manifest reduce(Manifest living) throws StoreException {
    Manifest before = onDisk.orElse(Manifest.EMPTY);
    Manifest left = before.reducedTo(living);
    if (left.equals(before)) {
      return before;
    }
    try {
      byte[] bytes = encode(left);
      if (!writeInPlace(bytes)) {
        Files.deleteIfExists(spare.file());
        writeBeside(bytes);
        rename(beside);
        reserveAgain(bytes.length);
      }
      PrivateFiles.sync(file.getParent());
      onDisk = Optional.of(left);
      return left;
    } catch (IOException e) {
      discard();
      throw failure(file, e);
    }
  }

  /** There is as much room as was given up for the last one, unless somebody else has it now. */
  private void reserveAgain(int length) {
    try {
      spare.reserve(length);
    } catch (IOException e) {
      LOG.warn("the next one may not be destroyed on a full disk: {}", UnixSockets.describe(e));
    }
  }

  /** The one before serves where albatrossd found the disk full at its first start. */
  private Optional<Path> place(int length) throws IOException {
    for (Path each : List.of(spare.file(), last)) {
      // After a crash the one before may be this one, under its second name.
      if (Spare.fits(each, length) && !Files.isSameFile(each, file)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /**
   * The file that is replaced has the place of the one that replaces it, where it can be used the
   * next time: nobody else gets its room.
   *
   * @return false where each write needs room of its own, as in a file system that copies on write
   */
  private boolean writeInPlace(byte[] bytes) throws IOException {
    Optional<Path> place = place(bytes.length);
    if (place.isEmpty()) {
      return false;
    }
    try {
      Spare.fill(place.get(), bytes);
    } catch (IOException e) {
      return false;
    }
    CrashPoint.reach("spare-written");
    if (!swap.swap(place.get(), file)) {
      rename(place.get());
    }
    CrashPoint.reach("spare-renamed");
    return true;
  }

  private void writeBeside(byte[] bytes) throws IOException {
    Files.deleteIfExists(beside);
    try (FileChannel channel = PrivateFiles.open(beside)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private void rename(Path replacement) throws IOException {
    Files.move(
        replacement, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What there is of a file that could not be written takes room that somebody needs. */
  private void discard() {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException e) {
      LOG.debug("{} stays", beside, e);
    }
  }

  private static StoreException failure(Path file, IOException e) {
    return new StoreException(
        "%s cannot be written: %s".formatted(file, UnixSockets.describe(e)), e);
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
          "%s in line %s".formatted(e.getOriginalMessage(), e.getLocation().getLineNr()), e);
    } catch (IOException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }
}
