package org.albatross.endpoint;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;

/** Whether a client that is sent more than it takes at once takes something of it. */
final class OutputWatch {
  private final Channel channel;
  private final Duration patience;
  private Optional<Long> deadline = Optional.empty();
  private long unwritten;

  OutputWatch(Channel channel, Duration patience) {
    this.channel = channel;
    this.patience = patience;
  }

  /** Something waits for the client. */
  boolean isWaiting() {
    return deadline.isPresent();
  }

  /** To be called whenever the channel begins or ends to take more. */
  void writabilityChanged(long now) {
    if (channel.isWritable()) {
      deadline = Optional.empty();
    } else if (deadline.isEmpty()) {
      begin(now);
    }
  }

  /** Nothing waits for the client, and nothing more will. */
  void done() {
    deadline = Optional.empty();
  }

  private void begin(long now) {
    deadline = Optional.of(now + patience.toNanos());
    unwritten = channel.bytesBeforeWritable();
  }

  /** Whether the client has taken next to nothing for too long. Who reads slowly reads. */
  boolean isStalled(long now) {
    if (deadline.isEmpty()) {
      return false;
    }
    if (unwritten - channel.bytesBeforeWritable() >= Limits.LEAST_PROGRESS) {
      begin(now);
    }
    return deadline.orElseThrow() - now < 0;
  }
}
