package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** What a client sends of its stream before it is known where that goes. */
final class EarlyPieces {
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
  private int bytes;
  private boolean ended;

  /** One more piece, in order; an empty one is the last. Takes it over. */
  void add(ByteBuf piece) {
    pieces.add(piece);
    bytes += piece.readableBytes();
    ended = !piece.isReadable();
  }

  /** Whether the stream is whole. */
  boolean isEnded() {
    return ended;
  }

  /** Whether no more is to be kept. */
  boolean isFull() {
    return bytes >= Limits.EARLY;
  }

  /** Hands all over, in order. */
  void drainTo(Consumer<ByteBuf> target) {
    bytes = 0;
    while (!pieces.isEmpty()) {
      target.accept(pieces.remove());
    }
  }

  void release() {
    drainTo(ByteBuf::release);
  }
}
