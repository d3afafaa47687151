package org.albatross.client.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.albatross.core.model.Bytes;

/**
 * Reads lines of hexadecimal digits as bytes. A line that is none is an error of that line only,
 * and no line takes more memory than the limit.
 */
final class HexLines {
  /** Enough for a message with an image inside. */
  static final int MAX_BYTES = 128 << 20;

  private static final int FIRST_ALLOCATION = 1 << 10;

  private final InputStream in;
  private final int maxBytes;
  private final byte[] chunk = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] bytes = new byte[FIRST_ALLOCATION];

  /** A line: its bytes, or what is wrong with it. */
  record Line(Bytes bytes, String error) {
    boolean isValid() {
      return error.isEmpty();
    }
  }

  HexLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Whether a part of the next line, or all of it, was read already. */
  boolean hasBuffered() {
    return position < limit;
  }

  /** Whether another line begins. */
  boolean hasNext() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(in.read(chunk), 0);
    }
    return position < limit;
  }

  /** The next line; its end is a newline or the end of the input. */
  Line next() throws IOException {
    long column = 0;
    long digits = 0;
    String error = "";
    while (hasNext()) {
      byte c = chunk[position++];
      if (c == '\n') {
        break;
      }
      column++;
      int digit = Character.digit(c, 16);
      if (!error.isEmpty() || c == '\r') {
        continue; // the rest of the line is skipped; a carriage return may end it
      }
      if (digit < 0) {
        error = "no hexadecimal digit in column " + column;
      } else if (digits >= 2L * maxBytes) {
        error = "longer than " + maxBytes + " bytes";
      } else if (!put(digits++, digit)) {
        error = "longer than there is memory for";
      }
    }
    if (error.isEmpty() && digits % 2 != 0) {
      error = "an odd number of hexadecimal digits (" + digits + ")";
    }
    return finish((int) (digits / 2), error);
  }

  /** Returns whether there was memory for it. */
  private boolean put(long index, int digit) {
    int at = (int) (index / 2);
    if (at == bytes.length) {
      try {
        bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, bytes.length * 2L));
      } catch (OutOfMemoryError e) {
        bytes = new byte[FIRST_ALLOCATION];
        return false;
      }
    }
    bytes[at] = (byte) (index % 2 == 0 ? digit << 4 : bytes[at] | digit);
    return true;
  }

  private Line finish(int length, String error) {
    byte[] found = bytes;
    bytes = new byte[FIRST_ALLOCATION];
    return error.isEmpty()
        ? new Line(Bytes.wrap(found, 0, length), error)
        : new Line(Bytes.EMPTY, error);
  }
}
