package org.albatross.core.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable run of bytes: a part of an array that nobody changes, or of memory outside the heap,
 * as a mapped file is.
 */
public final class Bytes {
  public static final Bytes EMPTY = wrap(new byte[0]);

  /** From index 0 to its limit; its position is never moved. */
  private final ByteBuffer buffer;

  private Bytes(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** Takes the array over: the caller must not change it any more. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(ByteBuffer.wrap(array));
  }

  /** Takes a part of the array over: the caller must not change it any more. */
  public static Bytes wrap(byte[] array, int offset, int length) {
    return new Bytes(ByteBuffer.wrap(array, offset, length).slice());
  }

  /** Takes what remains in the buffer over: nobody may change it any more. */
  public static Bytes wrap(ByteBuffer buffer) {
    return new Bytes(buffer.slice());
  }

  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** The bytes of a text, as the wire has them. */
  public static Bytes utf8(String text) {
    return wrap(Utf8.encode(text));
  }

  public int length() {
    return buffer.limit();
  }

  public boolean isEmpty() {
    return length() == 0;
  }

  public byte get(int index) {
    return buffer.get(index);
  }

  public byte[] toArray() {
    byte[] copy = new byte[length()];
    buffer.get(0, copy);
    return copy;
  }

  public ByteBuffer toBuffer() {
    return buffer.asReadOnlyBuffer();
  }

  public Bytes slice(int from, int count) {
    return new Bytes(buffer.slice(from, count));
  }

  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    Objects.checkFromIndexSize(from, count, length());
    buffer.get(from, target, targetOffset, count);
  }

  public void writeTo(OutputStream out) throws IOException {
    if (buffer.hasArray()) {
      out.write(buffer.array(), buffer.arrayOffset(), length());
      return;
    }
    var channel = Channels.newChannel(out);
    for (ByteBuffer rest = toBuffer(); rest.hasRemaining(); ) {
      channel.write(rest);
    }
  }

  public void update(MessageDigest digest) {
    digest.update(toBuffer());
  }

  /** The bytes as text, readable again by {@link #utf8(String)}. */
  public String toText() {
    return buffer.hasArray()
        ? Utf8.decode(buffer.array(), buffer.arrayOffset(), length())
        : Utf8.decode(toArray());
  }

  public String toHex() {
    return HexFormat.of().formatHex(toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && buffer.equals(that.buffer);
  }

  @Override
  public int hashCode() {
    return buffer.hashCode();
  }

  @Override
  public String toString() {
    return length() > 32 ? length() + " bytes" : toHex();
  }
}
