package org.albatross.core.net;

import java.time.Duration;
import java.util.Optional;

/** How long a peer may send too little. Times are by {@link System#nanoTime}. Not thread-safe. */
final class InputLimit {
  private Optional<Duration> limit = Optional.empty();
  private Optional<Long> deadline = Optional.empty();
  private long least;
  private long since;

  /**
   * From now on the peer may send next to nothing for that long.
   *
   * @param leastBytes with which the time begins anew
   */
  void set(Duration time, long leastBytes) {
    limit = Optional.of(time);
    least = leastBytes;
    renew();
  }

  /** The peer may be silent. */
  void lift() {
    limit = Optional.empty();
    renew();
  }

  private void renew() {
    since = 0;
    deadline = limit.map(time -> System.nanoTime() + time.toNanos());
  }

  /**
   * Something came.
   *
   * @param bytes how much; negative at the end, which is no progress
   */
  void received(int bytes) {
    since += Math.max(bytes, 0);
    if (bytes >= 0 && since >= least) {
      renew();
    }
  }

  boolean isExceeded(long now) {
    return deadline.filter(at -> at - now < 0).isPresent();
  }
}
