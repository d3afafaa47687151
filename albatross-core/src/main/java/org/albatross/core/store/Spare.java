package org.albatross.core.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.Set;
import org.albatross.core.host.file.PrivateFiles;

/**
 * Room on the disk that was taken ahead: a file that is there already, with its blocks, its inode
 * and its name, so that a full disk has nothing to refuse when it is written.
 */
final class Spare {
  private static final int STEP = 1 << 16;

  private final Path file;

  Spare(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** Whether as many bytes can be written into a file without room for more. */
  static boolean fits(Path file, int length) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) >= length;
  }

  /** Sees to it that as many bytes fit, and are there after a loss of power too. */
  void reserve(int length) throws IOException {
    if (fits(file, length)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PrivateFiles.OWNER)) {
      try {
        extend(channel, Math.addExact(length, STEP - 1) / STEP * STEP);
      } catch (IOException e) {
        extend(channel, length);
      }
    }
    PrivateFiles.sync(file.getParent());
  }

  /** With what no file system can make smaller: zeros may be kept as a hole, which is no room. */
  private static void extend(FileChannel channel, int length) throws IOException {
    long before = channel.size();
    byte[] noise = new byte[(int) (length - before)];
    new Random().nextBytes(noise);
    try {
      writeAll(channel.position(before), ByteBuffer.wrap(noise));
      channel.force(true);
    } catch (IOException e) {
      channel.truncate(before);
      throw e;
    }
  }

  /** Writes this and nothing else into a file that has room for it. */
  static void fill(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      writeAll(channel, ByteBuffer.wrap(content));
      channel.truncate(content.length);
      channel.force(true);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }
}
