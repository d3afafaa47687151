package org.albatross.albatrossd.life;

import java.time.Duration;

/**
 * How long to wait before a unikernel is started again: 100 ms, doubling to 30 s, from the start
 * again after a minute of running (docs/protocol/daemons.md, When a tender ends).
 *
 * @param failures how often it ended early in a row
 */
public record Backoff(int failures) {
  static final Backoff NONE = new Backoff(0);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration HEALTHY = Duration.ofMinutes(1);
  private static final int MAX_DOUBLINGS = 16;

  /** After it ran for that long. */
  Backoff after(Duration ran) {
    return ran.compareTo(HEALTHY) >= 0 ? new Backoff(1) : new Backoff(failures + 1);
  }

  public Duration delay() {
    Duration delay = FIRST.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
  }
}
