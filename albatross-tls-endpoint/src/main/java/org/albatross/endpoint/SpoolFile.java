package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file without a name: nothing is left of it, however the endpoint ends. Everything here may wait
 * for a disk.
 */
final class SpoolFile implements Closeable {
  private final FileChannel file;
  private long length;

  private SpoolFile(FileChannel file) {
    this.file = file;
  }

  /** An empty one. */
  static SpoolFile open(Path directory) throws IOException {
    Path path = Files.createTempFile(directory, "albatross-image", "");
    try {
      return new SpoolFile(
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } finally {
      Files.delete(path);
    }
  }

  /** Adds all that remains in the buffer. */
  void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      length += file.write(bytes);
    }
  }

  /** How many bytes were added. */
  long length() {
    return length;
  }

  /** Exactly so many bytes from a position on. */
  ByteBuf read(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("the spooled image has become shorter");
      }
    }
    return Unpooled.wrappedBuffer(bytes.flip());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
