package org.albatross.endpoint;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.nio.AbstractNioChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a client takes something of what waits for it. Who reads slowly reads: it is the time in
 * which nothing at all is taken that counts.
 *
 * <p>A selector tells that a socket takes more only when a third of its buffer is free, which may
 * be a megabyte. So what waits is offered again each time that somebody looks.
 */
final class OutputWatch {
  private final Channel channel;
  private final long patience;
  private Optional<Head> head = Optional.empty();

  /** The foremost of what waits, how much of it was taken, and since when there is no more. */
  private record Head(Object message, long taken, long since) {
    @SuppressWarnings("ReferenceEquality") // it is the same message, or the next one
    boolean isWhere(Object other, long otherTaken) {
      return message == other && taken == otherTaken;
    }
  }

  OutputWatch(Channel channel, Duration patience) {
    this.channel = channel;
    this.patience = patience.toNanos();
  }

  /** Offers to the client what waits for it, and sees whether it takes any. */
  void look(long now) {
    if (head.isPresent() && channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio) {
      nio.forceFlush();
    }
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting == null || waiting.current() == null) {
      head = Optional.empty(); // all is written, or nothing can be
    } else if (head.filter(at -> at.isWhere(waiting.current(), waiting.currentProgress()))
        .isEmpty()) {
      head = Optional.of(new Head(waiting.current(), waiting.currentProgress(), now));
    }
  }

  /** Whether something waited when it was looked at. */
  boolean isWaiting() {
    return head.isPresent();
  }

  /** Whether nothing of it was taken for too long. */
  boolean isStalled(long now) {
    return head.filter(at -> now - at.since > patience).isPresent();
  }
}
