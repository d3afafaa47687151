package org.albatross.albatrossd.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.core.host.DiskSpace;
import org.albatross.core.host.HostException;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.store.ScratchFile;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Block devices as plain files (docs/protocol/daemons.md, Block devices). Blocks: used on worker
 * threads.
 */
public final class BlockFiles {
  static final long MEGABYTE = 1L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(BlockFiles.class);

  /** No name of a block device begins so: each has a colon. */
  private static final String UPLOAD = "upload-";

  private static final int PAGE = 4096;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(PAGE).asReadOnlyBuffer();

  private final Directories directories;

  public BlockFiles(Directories directories) {
    this.directories = directories;
  }

  /** Finds the block devices that are there, and removes what broken transfers left. */
  public NameTrie<Long> scan() throws HostException {
    NameTrie<Long> found = NameTrie.empty();
    Path directory = directories.blocks();
    try {
      PrivateFiles.directory(directory);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          found = add(found, file);
        }
      }
      return found;
    } catch (IOException e) {
      throw new HostException(
          "cannot read the block devices in " + directory + ": " + UnixSockets.describe(e), e);
    }
  }

  private static NameTrie<Long> add(NameTrie<Long> found, Path file) throws IOException {
    String fileName = file.getFileName().toString();
    if (fileName.startsWith(UPLOAD)) {
      Files.delete(file);
      return found;
    }
    if (Files.notExists(file)) {
      LOG.warn("skipping block device {}: it is a link that leads nowhere", file);
      return found;
    }
    long size = Files.size(file);
    if (size == 0 || size % MEGABYTE != 0) {
      LOG.warn("skipping block device {}: its size, {}, is no multiple of 1 MB", file, size);
      return found;
    }
    try {
      Name name = Name.parse(fileName);
      if (name.label().isPresent() && name.text().equals(fileName)) {
        return found.with(name, size / MEGABYTE);
      }
      LOG.warn("skipping {}: its name is not that of a block device", file);
    } catch (InvalidNameException e) {
      LOG.warn("skipping {}: {}", file, e.getMessage());
    }
    return found;
  }

  /** Makes a sparse block device with these data at its beginning. */
  void create(Name name, long megabytes, Image data) throws AlbatrossException {
    try (Upload upload = upload(name, megabytes);
        DataSink sink = data.compressed() ? new Inflating(upload::write) : upload::write) {
      sink.write(data.data().toBuffer());
      sink.end();
      upload.finish();
    } catch (IOException e) {
      throw failure("write", name, e);
    }
  }

  /**
   * Refuses a device that the disk has no room for. Sparse as it is, what is promised to a
   * unikernel has to be there when it writes it.
   */
  void checkSpace(Name name, long megabytes) throws HostException {
    long free = DiskSpace.usable(directories.blocks()) / MEGABYTE;
    if (free < megabytes) {
      throw new HostException(
          "the block device %s has %s MB, and the disk has %s MB free: %s MB are missing"
              .formatted(name, megabytes, free, megabytes - free));
    }
  }

  /**
   * Refuses new data before they come: more than the device holds, or more than the disk has room
   * for beside the old ones, which stay until the new are complete.
   *
   * @param length in bytes; pages of zeros among them will take no room
   */
  void checkRoom(Name name, long megabytes, long length) throws HostException {
    if (length > megabytes * MEGABYTE) {
      throw tooMuch(name, megabytes);
    }
    long missing = length - DiskSpace.usable(directories.blocks());
    if (missing > 0) {
      throw new HostException(
          ("the new data of the block device %s have up to %s MB and are written beside the old"
                  + " ones, and the disk has %s MB free: %s MB are missing")
              .formatted(
                  name, roundedUp(length), (length - missing) / MEGABYTE, roundedUp(missing)));
    }
  }

  private static long roundedUp(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }

  private static HostException tooMuch(Name name, long megabytes) {
    return new HostException(
        "more data than the block device %s has room for (%s MB)".formatted(name, megabytes));
  }

  void remove(Name name) throws HostException {
    try {
      Files.deleteIfExists(directories.block(name));
      PrivateFiles.sync(directories.blocks());
    } catch (IOException e) {
      throw failure("remove", name, e);
    }
  }

  FileChannel open(Name name) throws HostException {
    try {
      return FileChannel.open(directories.block(name), StandardOpenOption.READ);
    } catch (IOException e) {
      throw failure("read", name, e);
    }
  }

  /** Begins to replace the data of a block device; the old ones stay until the end. */
  Upload upload(Name name, long megabytes) throws HostException {
    try {
      long size = Math.multiplyExact(megabytes, MEGABYTE);
      Path beside = directories.blocks().resolve(UPLOAD + java.util.UUID.randomUUID());
      return new Upload(name, size, beside, PrivateFiles.open(beside));
    } catch (IOException e) {
      throw failure("write", name, e);
    } catch (ArithmeticException e) {
      throw new HostException("a block device of " + megabytes + " MB is too large", e);
    }
  }

  /** Data as a zlib stream, in a file without a name. */
  FileChannel compressed(FileChannel data, int level) throws AlbatrossException, IOException {
    Path beside = directories.blocks().resolve(UPLOAD + java.util.UUID.randomUUID());
    return ScratchFile.compressed(beside, data, level);
  }

  private static HostException failure(String what, Name name, IOException e) {
    return new HostException(
        "cannot %s the block device %s: %s".formatted(what, name, UnixSockets.describe(e)), e);
  }

  /** New data for a block device, written beside the old ones. */
  final class Upload implements AutoCloseable {
    private final Name name;
    private final long size;
    private final Path beside;
    private final FileChannel channel;
    private long written;

    private Upload(Name name, long size, Path beside, FileChannel channel) {
      this.name = name;
      this.size = size;
      this.beside = beside;
      this.channel = channel;
    }

    void write(ByteBuffer data) throws HostException {
      written += data.remaining();
      if (written > size) {
        throw tooMuch(name, size / MEGABYTE);
      }
      try {
        while (data.hasRemaining()) {
          writePage(data);
        }
      } catch (IOException e) {
        throw failure("write", name, e);
      }
    }

    /** A page of zeros stays a hole: a device that is mostly empty takes little of the disk. */
    private void writePage(ByteBuffer data) throws IOException {
      int count = (int) Math.min(PAGE - channel.position() % PAGE, data.remaining());
      ByteBuffer page = data.slice(data.position(), count);
      data.position(data.position() + count);
      if (page.mismatch(ZEROS.slice(0, count)) < 0) {
        channel.position(channel.position() + count);
        return;
      }
      while (page.hasRemaining()) {
        channel.write(page);
      }
    }

    /** All is written: gives the file its full size and puts it in the place of the old one. */
    void finish() throws HostException {
      try {
        if (channel.size() < size) {
          channel.write(ByteBuffer.allocate(1), size - 1);
        }
        channel.force(true);
        Files.move(
            beside,
            directories.block(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        PrivateFiles.sync(directories.blocks());
      } catch (IOException e) {
        throw failure("write", name, e);
      }
    }

    @Override
    public void close() throws HostException {
      try (channel) {
        Files.deleteIfExists(beside);
      } catch (IOException e) {
        throw failure("write", name, e);
      }
    }
  }
}
