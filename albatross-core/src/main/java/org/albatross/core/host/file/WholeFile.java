package org.albatross.core.host.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.albatross.core.model.DataSize;

/**
 * Files that are read to their end by a program that was only given their names: with a limit, as a
 * device has no end, and never from a fifo, as nobody may ever write to it.
 */
public final class WholeFile {
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;

  private WholeFile() {}

  /**
   * Reads a file.
   *
   * @param limit how many bytes it may have
   * @throws IOException if it has more, or is a fifo; the message says so
   */
  public static byte[] read(Path file, long limit) throws IOException {
    try (InputStream in = open(file, limit)) {
      return in.readAllBytes();
    }
  }

  /** As {@link #read}, from what may also be a fifo, for whose writer is waited. */
  public static byte[] readStream(Path file, long limit) throws IOException {
    try (InputStream in = new Limited(file, Files.newInputStream(file), limit)) {
      return in.readAllBytes();
    }
  }

  /** Opens a file, to be read as by {@link #read}. */
  public static InputStream open(Path file, long limit) throws IOException {
    if (isNamedFifo(file)) {
      throw new IOException(
          file + " is a fifo, to which nobody may ever write: give a file, or /dev/stdin");
    }
    return new Limited(file, Files.newInputStream(file), limit);
  }

  /** A pipe that this program was started with is open already, and waits for nobody. */
  private static boolean isNamedFifo(Path file) throws IOException {
    if (((Integer) Files.getAttribute(file, "unix:mode") & TYPE) != FIFO) {
      return false;
    }
    try {
      var unused = file.toRealPath();
      return true;
    } catch (NoSuchFileException e) {
      return false; // it is there, but has no name: /dev/stdin leads to "pipe:[123]"
    }
  }

  /** Reads no more than may be read. */
  private static final class Limited extends FilterInputStream {
    private final Path file;
    private final long limit;
    private long left;

    Limited(Path file, InputStream in, long limit) {
      super(in);
      this.file = file;
      this.limit = limit;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > left) {
        throw new IOException(
            file + " has more than " + new DataSize(limit) + ", and more is not read");
      }
      left -= Math.max(count, 0);
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      throw new UnsupportedOperationException("all of it is read");
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
