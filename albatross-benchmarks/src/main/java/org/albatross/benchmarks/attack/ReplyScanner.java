package org.albatross.benchmarks.attack;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;

/** Looks for refusals in what comes, and keeps no large frame. */
final class ReplyScanner {
  /** Bytes; a refusal is shorter. */
  private static final int LARGEST_KEPT = 1 << 16;

  private final Consumer<Optional<String>> told;
  private int headerBytes;
  private int length;
  private int filled;
  private byte[] kept = new byte[0];

  /**
   * At the beginning of a stream of frames.
   *
   * @param told of each whole frame, with the words of a refusal
   */
  ReplyScanner(Consumer<Optional<String>> told) {
    this.told = told;
  }

  void read(ByteBuf in) {
    while (in.isReadable()) {
      if (headerBytes < Integer.BYTES) {
        length = length << Byte.SIZE | in.readUnsignedByte();
        headerBytes++;
        kept = headerBytes == Integer.BYTES && length <= LARGEST_KEPT ? new byte[length] : kept;
      } else {
        take(in);
      }
      if (headerBytes == Integer.BYTES && filled == length) {
        if (length > 0) {
          told.accept(refusal());
        }
        headerBytes = 0;
        length = 0;
        filled = 0;
        kept = new byte[0];
      }
    }
  }

  private void take(ByteBuf in) {
    int count = Math.min(in.readableBytes(), length - filled);
    if (kept.length == length) {
      in.readBytes(kept, filled, count);
    } else {
      in.skipBytes(count);
    }
    filled += count;
  }

  private Optional<String> refusal() {
    if (kept.length != length) {
      return Optional.empty();
    }
    try {
      return Wire.decode(kept).payload() instanceof Payload.Failure failure
          ? Optional.of(failure.message())
          : Optional.empty();
    } catch (DecodeException e) {
      return Optional.of("no message: " + e.getMessage());
    }
  }
}
