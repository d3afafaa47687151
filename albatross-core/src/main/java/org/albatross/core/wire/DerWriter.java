package org.albatross.core.wire;

import java.util.Arrays;
import org.albatross.core.model.Bytes;

/**
 * Writes DER from its end to its beginning: when a tag and length are due the content stands
 * already, so nothing is computed twice and the largest part, an image, is copied once.
 */
final class DerWriter {
  private byte[] buffer;
  private int start;

  DerWriter() {
    this(256);
  }

  DerWriter(int capacity) {
    buffer = new byte[capacity];
    start = capacity;
  }

  /** How many bytes were written so far: the mark for {@link #header}. */
  int size() {
    return buffer.length - start;
  }

  /** Puts tag and length before all that was written since the mark. */
  void header(int tag, int mark) {
    length(size() - mark);
    tag(tag);
  }

  void octet(int value) {
    reserve(1);
    buffer[--start] = (byte) value;
  }

  void octets(byte[] value) {
    reserve(value.length);
    start -= value.length;
    System.arraycopy(value, 0, buffer, start, value.length);
  }

  void octets(Bytes value) {
    reserve(value.length());
    start -= value.length();
    value.copyTo(0, buffer, start, value.length());
  }

  byte[] toByteArray() {
    return start == 0 ? buffer : Arrays.copyOfRange(buffer, start, buffer.length);
  }

  private void length(int length) {
    if (length < 0x80) {
      octet(length);
      return;
    }
    int octets = 0;
    for (int rest = length; rest != 0; rest >>>= 8) {
      octet(rest);
      octets++;
    }
    octet(0x80 | octets);
  }

  private void tag(int tag) {
    int number = Tag.number(tag);
    if (number < 0x1F) {
      octet(Tag.leadingBits(tag) | number);
      return;
    }
    int more = 0;
    for (int rest = number; rest != 0; rest >>>= 7) {
      octet(rest & 0x7F | more);
      more = 0x80;
    }
    octet(Tag.leadingBits(tag) | 0x1F);
  }

  private void reserve(int count) {
    if (start >= count) {
      return;
    }
    int used = size();
    byte[] larger = new byte[Math.max(Math.addExact(used, count) + 64, used * 2)];
    System.arraycopy(buffer, start, larger, larger.length - used, used);
    start = larger.length - used;
    buffer = larger;
  }
}
