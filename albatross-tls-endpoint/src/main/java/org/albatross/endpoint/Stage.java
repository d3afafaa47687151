package org.albatross.endpoint;

import java.time.Duration;
import java.util.Optional;

/** Where a client is on its way, and until when it may be there. Not thread-safe. */
final class Stage {
  enum Phase {
    HANDSHAKE,
    /** The daemons are asked what has to be known, and told the policies. */
    PREPARING,
    /** The client streams what belongs to its command. */
    UPLOADING,
    /** The daemon is to answer. */
    WAITING,
    /** The daemon has begun to answer. */
    ANSWERING,
    /** The last word was said; what still comes is thrown away. */
    LEAVING,
    CLOSED
  }

  private Phase phase = Phase.HANDSHAKE;
  private Optional<Long> deadline = Optional.empty();
  private int progress;

  Phase phase() {
    return phase;
  }

  boolean is(Phase one) {
    return phase == one;
  }

  /** Whether nothing more is to be said. */
  boolean isOver() {
    return phase == Phase.LEAVING || phase == Phase.CLOSED;
  }

  void enter(Phase next, Duration limit) {
    phase = next;
    deadline = Optional.of(System.nanoTime() + limit.toNanos());
    progress = 0;
  }

  /** The phase begins anew, if it has an end. */
  void renew(Duration limit) {
    if (deadline.isPresent()) {
      enter(phase, limit);
    }
  }

  /** The phase begins anew with each {@link Limits#LEAST_PROGRESS} bytes. */
  void progressed(int bytes, Duration limit) {
    progress += bytes;
    if (progress >= Limits.LEAST_PROGRESS) {
      renew(limit);
    }
  }

  /** The phase has no end. */
  void stay() {
    deadline = Optional.empty();
  }

  void close() {
    phase = Phase.CLOSED;
    deadline = Optional.empty();
  }

  boolean isExpired(long now) {
    return deadline.filter(at -> at - now < 0).isPresent();
  }
}
