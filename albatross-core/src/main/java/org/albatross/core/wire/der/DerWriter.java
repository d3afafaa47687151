package org.albatross.core.wire.der;

import java.util.ArrayDeque;
import java.util.List;
import org.albatross.core.model.Bytes;

/**
 * Writes DER from its end to its beginning: when a tag and length are due the content stands
 * already, so nothing is computed twice. Large parts, images above all, are only referred to until
 * the whole is put together, and so are copied once.
 */
public class DerWriter {
  private static final int FIRST_CAPACITY = 256;
  private static final int LARGE = 4096;

  /** What is finished, the last written first. */
  private final ArrayDeque<Bytes> parts = new ArrayDeque<>();

  /** What stands behind a gap, and the gap. */
  private int skipped;

  private int partsSize;
  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int start = FIRST_CAPACITY;

  /** How many bytes were written so far: the mark for {@link #header}. */
  public int size() {
    return skipped + partsSize + buffer.length - start;
  }

  /** Puts tag and length before all that was written since the mark. */
  public void header(int tag, int mark) {
    length(size() - mark);
    tag(tag);
  }

  /** Tag and length alone, for a content that is written elsewhere. */
  public static byte[] header(int tag, long length) {
    DerWriter out = new DerWriter();
    out.length(length);
    out.tag(tag);
    return out.toByteArray();
  }

  public void octet(int value) {
    reserve(1);
    buffer[--start] = (byte) value;
  }

  public void octets(byte[] value) {
    octets(Bytes.wrap(value));
  }

  public void octets(Bytes value) {
    if (value.length() >= LARGE) {
      seal();
      push(value);
      return;
    }
    reserve(value.length());
    start -= value.length();
    value.copyTo(0, buffer, start, value.length());
  }

  public byte[] toByteArray() {
    byte[] all = new byte[size() - skipped];
    int used = buffer.length - start;
    System.arraycopy(buffer, start, all, 0, used);
    for (Bytes part : parts) {
      part.copyTo(0, all, used, part.length());
      used += part.length();
    }
    return all;
  }

  /**
   * Leaves room for bytes that somebody else has. What was written until now stands behind them and
   * is handed out; what is written from now on stands before them.
   */
  public final byte[] gap(int length) {
    byte[] behind = toByteArray();
    skipped = Math.addExact(size(), length);
    parts.clear();
    partsSize = 0;
    buffer = new byte[FIRST_CAPACITY];
    start = FIRST_CAPACITY;
    return behind;
  }

  /** All that was written, in order, large parts as they were given. */
  public List<Bytes> toParts() {
    seal();
    return List.copyOf(parts);
  }

  private void push(Bytes part) {
    partsSize = Math.addExact(partsSize, part.length());
    parts.push(part);
  }

  /** Makes a part of what is in the buffer, and takes a new buffer. */
  private void seal() {
    int used = buffer.length - start;
    if (used > 0) {
      push(Bytes.wrap(buffer, start, used));
      buffer = new byte[Math.min(LARGE, Math.max(FIRST_CAPACITY, used * 2))];
      start = buffer.length;
    }
  }

  private void length(long length) {
    if (length < 0x80) {
      octet((int) length);
      return;
    }
    int octets = 0;
    for (long rest = length; rest != 0; rest >>>= 8) {
      octet((int) rest);
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
    if (start < count) {
      seal();
    }
    if (start < count) {
      buffer = new byte[count];
      start = count;
    }
  }
}
