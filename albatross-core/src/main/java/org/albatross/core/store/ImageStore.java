package org.albatross.core.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.albatross.core.host.file.CrashPoint;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.solo5.Content;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uncompressed images, each once in a file that is called after its SHA-256 digest and never
 * changes. An image stays while the manifest names it, or a pin holds it. Any thread may use it.
 */
public final class ImageStore {
  private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);

  /** No digest begins so. */
  private static final String INCOMING = "incoming-";

  private final Path directory;
  private final Disk disk;
  private final Object syncing = new Object();
  private final Set<ImageId> present = new HashSet<>();
  private final Set<ImageId> unsynced = new HashSet<>();
  private Set<ImageId> named = Set.of();
  private final Map<ImageId, Integer> pins = new HashMap<>();

  /** What may take long. */
  interface Disk {
    /** Makes a file, or the names in a directory, safe against a loss of power. */
    void sync(Path file) throws IOException;

    default void remove(Path file) throws IOException {
      Files.deleteIfExists(file);
    }
  }

  /** Images in this directory, which is made when the first one comes. */
  public ImageStore(Path directory) {
    this(directory, PrivateFiles::sync);
  }

  ImageStore(Path directory, Disk disk) {
    this.directory = directory;
    this.disk = disk;
  }

  /** Looks at what is there, and removes what was on its way when albatrossd ended. */
  public synchronized void open() throws StoreException {
    try {
      PrivateFiles.directory(directory);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (name.startsWith(INCOMING)) {
            Files.delete(file);
          } else if (name.matches("[0-9a-f]{" + 2 * ImageId.DIGEST_LENGTH + "}")
              && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Bytes digest = Bytes.wrap(HexFormat.of().parseHex(name));
            present.add(new ImageId(digest, Files.size(file)));
          } else {
            LOG.warn("{} is no image", file);
          }
        }
      }
    } catch (IOException e) {
      throw failure("cannot read the images in " + directory, e);
    }
  }

  /** The file of an image, whether it is there or not. */
  public Path file(ImageId image) {
    return directory.resolve(image.sha256().toHex());
  }

  /** Refuses an image that is not there whole. */
  public void check(ImageId image) throws StoreException {
    Path file = file(image);
    try {
      long size = sizeOf(file);
      if (size != image.size()) {
        throw new StoreException(
            "the image %s has %s bytes, not %s: the disk lost some; create the unikernel again"
                .formatted(file, size, image.size()));
      }
    } catch (IOException e) {
      throw failure("the image cannot be read", e);
    }
  }

  /** A link is none of ours: what it leads to may be anything. */
  private static long sizeOf(Path file) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile()) {
      throw new IOException(file + " is no regular file: remove it, create the unikernel again");
    }
    return found.size();
  }

  /** The content of an image, which is read as it is needed and stays though the file goes. */
  public Bytes map(ImageId image) throws StoreException {
    check(image);
    try (FileChannel channel = FileChannel.open(file(image), StandardOpenOption.READ)) {
      return Bytes.wrap(channel.map(FileChannel.MapMode.READ_ONLY, 0, image.size()));
    } catch (IOException e) {
      throw failure("the image cannot be read", e);
    }
  }

  /** Something that reads an image. */
  public interface Reader<T> {
    T read(Content image) throws AlbatrossException;
  }

  /** Looks at an image, at those of its pages only that the reader wants. */
  public <T> T look(ImageId image, Reader<T> reader) throws AlbatrossException {
    check(image);
    try (FileChannel channel = FileChannel.open(file(image), StandardOpenOption.READ)) {
      return reader.read(new FileContent(channel, Math.toIntExact(image.size())));
    } catch (IOException e) {
      throw failure("the image cannot be read", e);
    }
  }

  /** Keeps an image from being collected until it is closed. */
  public final class Pin implements Closeable {
    private final ImageId image;
    private boolean closed;

    private Pin(ImageId image) {
      this.image = image;
      pins.merge(image, 1, Integer::sum);
    }

    public ImageId image() {
      return image;
    }

    @Override
    public void close() {
      List<Path> unwanted = List.of();
      synchronized (ImageStore.this) {
        if (!closed) {
          closed = true;
          pins.computeIfPresent(image, (id, count) -> count == 1 ? null : count - 1);
          unwanted = setAside(List.of(image));
        }
      }
      remove(unwanted);
    }
  }

  /**
   * Begins to take an image.
   *
   * @param limit how many bytes it may have
   */
  public Incoming receive(long limit) throws StoreException {
    Path beside = directory.resolve(INCOMING + UUID.randomUUID());
    try {
      return new Incoming(beside, PrivateFiles.open(beside), limit);
    } catch (IOException e) {
      throw failure("cannot store the image", e);
    }
  }

  /** An image on its way into the store; closing it before it is finished leaves nothing. */
  public final class Incoming implements Closeable {
    private final Path beside;
    private final FileChannel channel;
    private final long limit;
    private final MessageDigest digest = sha256();
    private long size;
    private boolean finished;

    private Incoming(Path beside, FileChannel channel, long limit) {
      this.beside = beside;
      this.channel = channel;
      this.limit = limit;
    }

    /** Takes all that remains in the buffer. */
    public void write(ByteBuffer data) throws StoreException {
      size += data.remaining();
      if (size > limit) {
        throw new StoreException("the image is larger than the limit of " + limit + " bytes");
      }
      digest.update(data.duplicate());
      try {
        ScratchFile.writeAll(channel, data);
      } catch (IOException e) {
        throw failure("cannot store the image", e);
      }
    }

    /** All came. It is safe on the disk after the next {@link #sync} of it. */
    public Pin finish() throws StoreException {
      CrashPoint.reach("image-received");
      ImageId image = new ImageId(Bytes.wrap(digest.digest()), size);
      try {
        channel.close();
        Pin pin = keep(beside, image);
        finished = true;
        return pin;
      } catch (IOException e) {
        throw failure("cannot store the image", e);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!finished) {
        Files.deleteIfExists(beside);
      }
    }
  }

  /** Takes an image that is in memory, as it travels. */
  public Pin store(Image image) throws AlbatrossException {
    try (Incoming incoming = receive(Image.MAX_LENGTH);
        DataSink sink = image.compressed() ? new Inflating(incoming::write) : incoming::write) {
      sink.write(image.data().toBuffer());
      sink.end();
      return incoming.finish();
    } catch (IOException e) {
      throw failure("cannot store the image", e);
    }
  }

  /** Keeps an image that the manifest names although it soon may not. */
  public synchronized Pin pin(ImageId image) {
    return new Pin(image);
  }

  private synchronized Pin keep(Path beside, ImageId image) throws IOException {
    if (present.contains(image) && isWhole(image)) {
      Files.delete(beside);
    } else {
      Files.move(
          beside, file(image), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      present.add(image);
      unsynced.add(image);
      CrashPoint.reach("image-kept");
    }
    return new Pin(image);
  }

  /** What was there may have been lost since: then the one that came takes its place. */
  private boolean isWhole(ImageId image) {
    try {
      return sizeOf(file(image)) == image.size();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Makes those of these images that are new safe against a loss of power. They stay until that is
   * done, whoever lets them go meanwhile; images of others, which may go or fail, do not matter.
   */
  public void sync(Set<ImageId> wanted) throws StoreException {
    synchronized (syncing) {
      List<Pin> fresh = takeUnsynced(wanted);
      try {
        for (Pin pin : fresh) {
          disk.sync(file(pin.image()));
        }
        if (!fresh.isEmpty()) {
          disk.sync(directory);
        }
      } catch (IOException e) {
        putBack(fresh);
        throw failure("cannot store the image", e);
      } finally {
        fresh.forEach(Pin::close);
      }
    }
  }

  /** One that comes again while it is synced, in place of one that was lost, is new once more. */
  private synchronized List<Pin> takeUnsynced(Set<ImageId> wanted) {
    List<Pin> fresh = unsynced.stream().filter(wanted::contains).map(Pin::new).toList();
    fresh.forEach(pin -> unsynced.remove(pin.image()));
    return fresh;
  }

  private synchronized void putBack(List<Pin> fresh) {
    fresh.forEach(pin -> unsynced.add(pin.image()));
  }

  /** These stay too, for a manifest that is about to be written names them. */
  public synchronized void keep(Set<ImageId> namedSoon) {
    Set<ImageId> both = new HashSet<>(named);
    both.addAll(namedSoon);
    named = Set.copyOf(both);
  }

  /** Removes all images but those named and those pinned. What cannot be removed is logged. */
  public void collect(Set<ImageId> namedNow) {
    List<Path> unwanted;
    synchronized (this) {
      named = Set.copyOf(namedNow);
      unwanted = setAside(List.copyOf(present));
    }
    remove(unwanted);
  }

  /**
   * Takes the names away from those of these images that nobody wants, so that one that comes again
   * has its own. The content, which may be much, goes while nobody waits.
   */
  private List<Path> setAside(List<ImageId> images) {
    List<Path> unwanted = new ArrayList<>();
    for (ImageId image : images) {
      if (!named.contains(image) && !pins.containsKey(image)) {
        setAside(image).ifPresent(unwanted::add);
      }
    }
    return unwanted;
  }

  private Optional<Path> setAside(ImageId image) {
    Path aside = directory.resolve(INCOMING + UUID.randomUUID());
    try {
      Files.move(file(image), aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      LOG.debug("the image {} is gone already", file(image));
    } catch (IOException e) {
      LOG.error("cannot remove the image {}: {}", file(image), UnixSockets.describe(e));
      return Optional.empty();
    }
    present.remove(image);
    unsynced.remove(image);
    return Optional.of(aside);
  }

  private void remove(List<Path> files) {
    for (Path file : files) {
      try {
        disk.remove(file);
      } catch (IOException e) {
        LOG.error("cannot remove the image {}: {}", file, UnixSockets.describe(e));
      }
    }
  }

  /** The content of an image, to be closed; it stays though the file goes. */
  public FileChannel read(ImageId image) throws StoreException {
    check(image);
    try {
      return FileChannel.open(file(image), StandardOpenOption.READ);
    } catch (IOException e) {
      throw failure("the image cannot be read", e);
    }
  }

  /**
   * The content of an image as a zlib stream, which takes room on the disk until it is closed.
   *
   * @param level 1 (fast) to 9 (small)
   */
  public FileChannel compressed(ImageId image, int level) throws AlbatrossException {
    Path beside = directory.resolve(INCOMING + UUID.randomUUID());
    try (FileChannel content = read(image)) {
      return ScratchFile.compressed(beside, content, level);
    } catch (IOException e) {
      throw failure("cannot compress the image", e);
    }
  }

  private static StoreException failure(String what, IOException e) {
    return new StoreException(what + ": " + UnixSockets.describe(e), e);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
