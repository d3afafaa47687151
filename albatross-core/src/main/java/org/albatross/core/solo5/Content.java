package org.albatross.core.solo5;

import java.nio.ByteBuffer;
import org.albatross.core.model.Bytes;

/** An image that is looked at here and there, wherever it lies. */
public interface Content {
  /** In bytes. */
  int length();

  /**
   * A part of it, from its position to its limit.
   *
   * @param offset from 0 up, with the count within the length
   * @throws InvalidImageException if it cannot be read
   */
  ByteBuffer read(int offset, int count) throws InvalidImageException;

  /** An image in memory. */
  static Content of(Bytes bytes) {
    return new Content() {
      @Override
      public int length() {
        return bytes.length();
      }

      @Override
      public ByteBuffer read(int offset, int count) {
        return bytes.slice(offset, count).toBuffer();
      }
    };
  }
}
