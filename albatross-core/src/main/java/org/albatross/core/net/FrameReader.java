package org.albatross.core.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of bytes into frames (docs/protocol/wire.md, Frames). Memory grows with the bytes
 * that came, never with a length that was only announced, and within the budget. Not thread-safe.
 */
public final class FrameReader {
  public static final int HEADER_LENGTH = 4;
  private static final int FIRST_ALLOCATION = 1 << 16;

  private final int maxFrame;
  private final MemoryBudget.Share memory;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
  private byte[] body = new byte[0];
  private int length = -1;
  private int filled;

  /**
   * Reads frames of at most this many bytes.
   *
   * @param maxFrame in bytes, without the header
   */
  public FrameReader(int maxFrame) {
    this(maxFrame, MemoryBudget.unlimited().share());
  }

  /** Frames are counted to the share until the next one begins, or {@link #close}. */
  public FrameReader(int maxFrame, MemoryBudget.Share memory) {
    this.maxFrame = maxFrame;
    this.memory = memory;
  }

  /**
   * Takes bytes until a frame is whole; the rest stays in the buffer.
   *
   * @return the frame, empty bytes for one of length zero; absent if more bytes are needed
   */
  public Optional<byte[]> read(ByteBuffer in) throws FrameException {
    if (length < 0 && !readHeader(in)) {
      return Optional.empty();
    }
    while (filled < length && in.hasRemaining()) {
      int count = Math.min(in.remaining(), length - filled);
      makeRoom(count);
      in.get(body, filled, count);
      filled += count;
    }
    if (filled < length) {
      return Optional.empty();
    }
    byte[] frame = body.length == length ? body : Arrays.copyOf(body, length);
    body = new byte[0];
    length = -1;
    filled = 0;
    return Optional.of(frame);
  }

  /** Whether a frame was begun and is not whole. */
  public boolean inFrame() {
    return length >= 0 || header.position() > 0;
  }

  /** How many bytes the frame has that is being read; not positive if there is none. */
  int length() {
    return length;
  }

  /** How many of these have come. */
  int received() {
    return filled;
  }

  /** Bytes of the largest frame that is taken. */
  int maxFrame() {
    return maxFrame;
  }

  /** Nothing more is read, and what was read is not used any more. */
  public void close() {
    body = new byte[0];
    memory.close();
  }

  private boolean readHeader(ByteBuffer in) throws FrameException {
    while (header.hasRemaining() && in.hasRemaining()) {
      header.put(in.get());
    }
    if (header.hasRemaining()) {
      return false;
    }
    int announced = header.flip().getInt();
    header.clear();
    if (announced < 0) {
      throw new FrameException("a frame of negative length (" + announced + ")");
    }
    if (announced > maxFrame) {
      throw new FrameException(
          "a frame of %s bytes is over the limit of %s bytes".formatted(announced, maxFrame));
    }
    memory.release();
    length = announced;
    return true;
  }

  private void makeRoom(int count) throws FrameException {
    int wanted = filled + count;
    if (wanted > body.length) {
      long grown = Math.max(wanted, Math.max(FIRST_ALLOCATION, body.length * 2L));
      int size = (int) Math.min(length, grown);
      memory.grow(size);
      body = Arrays.copyOf(body, size);
    }
  }
}
