package org.albatross.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;

/** What waits to be written to a peer. Small frames share buffers: one system call for many. */
final class Outbound {
  private static final int CHUNK = 1 << 16;
  private static final int MAX_GATHERED = 16;

  private final ArrayDeque<ByteBuffer> full = new ArrayDeque<>();
  private ByteBuffer filling = ByteBuffer.allocate(0);
  private long size;

  /** Adds a frame, with its header. */
  void add(byte[] frame) {
    size += FrameReader.HEADER_LENGTH + frame.length;
    if (filling.remaining() < FrameReader.HEADER_LENGTH + frame.length) {
      seal();
      filling = ByteBuffer.allocate(firstSize(frame.length));
    }
    filling.putInt(frame.length);
    if (filling.remaining() >= frame.length) {
      filling.put(frame);
    } else {
      seal();
      full.add(ByteBuffer.wrap(frame));
    }
  }

  /** Adds bytes as they are; they are written from where they lie. */
  void addRaw(ByteBuffer bytes) {
    size += bytes.remaining();
    seal();
    full.add(bytes);
  }

  private int firstSize(int frame) {
    if (frame > CHUNK) {
      return FrameReader.HEADER_LENGTH;
    }
    // A lone reply gets what it needs; only a stream is worth a large buffer.
    int needed = FrameReader.HEADER_LENGTH + frame;
    return full.isEmpty() ? Math.max(needed, 512) : Math.max(needed, CHUNK);
  }

  private void seal() {
    if (filling.position() > 0) {
      full.add(filling.flip());
    }
    filling = ByteBuffer.allocate(0);
  }

  /** Bytes that wait. */
  long size() {
    return size;
  }

  /** Writes what the channel takes; returns how many bytes that were. */
  long writeTo(GatheringByteChannel channel) throws IOException {
    long total = 0;
    while (size > total) {
      if (full.isEmpty()) {
        // Only now: what a slow peer waits for would else be one large buffer for each small frame.
        seal();
      }
      ByteBuffer[] buffers = full.stream().limit(MAX_GATHERED).toArray(ByteBuffer[]::new);
      long written = channel.write(buffers);
      total += written;
      while (!full.isEmpty() && !full.peek().hasRemaining()) {
        full.remove();
      }
      if (written == 0) {
        break;
      }
    }
    size -= total;
    return total;
  }
}
