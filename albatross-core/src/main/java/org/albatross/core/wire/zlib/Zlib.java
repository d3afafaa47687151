package org.albatross.core.wire.zlib;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.albatross.core.model.Bytes;
import org.albatross.core.wire.der.DecodeException;

/** zlib streams (RFC 1950), in which images and block data may travel. */
public final class Zlib {
  public static final int MAX_LEVEL = 9;

  /** Bytes that are worked on at once. */
  static final int CHUNK = 1 << 16;

  private Zlib() {}

  /**
   * Compresses.
   *
   * @param level 1 (fast) to 9 (small)
   */
  public static Bytes compress(Bytes data, int level) {
    Deflater deflater = new Deflater(level);
    try {
      deflater.setInput(data.toBuffer());
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(data.length() / 2 + 64);
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return Bytes.wrap(out.toByteArray());
    } finally {
      deflater.end();
    }
  }

  /**
   * Uncompresses a stream that ends where the data end.
   *
   * @param limit how many bytes may come out
   */
  public static Bytes uncompress(Bytes data, long limit) throws DecodeException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data.toBuffer());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!inflater.finished()) {
        int count = inflater.inflate(chunk);
        if (count == 0 && !inflater.finished()) {
          throw new DecodeException("compressed data end too early, or want a dictionary");
        }
        if (out.size() + (long) count > limit) {
          throw new DecodeException("compressed data are larger than " + limit + " bytes");
        }
        out.write(chunk, 0, count);
      }
      if (inflater.getRemaining() > 0) {
        throw new DecodeException(inflater.getRemaining() + " bytes after the compressed data");
      }
      return Bytes.wrap(out.toByteArray());
    } catch (DataFormatException e) {
      throw new DecodeException("not valid zlib data: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
