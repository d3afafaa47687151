package org.albatross.albatrossd.unikernel;

import java.time.Duration;
import java.util.Optional;

/** The one timer of all unikernels. Used on the loop's thread only. */
final class Alarm {
  private final Runner runner;
  private final Runnable ring;
  private Optional<Duration> due = Optional.empty();
  private Optional<Runner.Cancellable> timer = Optional.empty();

  Alarm(Runner runner, Runnable ring) {
    this.runner = runner;
    this.ring = ring;
  }

  /** Rings at that moment, and at none that was set before; absent: it does not ring. */
  void set(Optional<Duration> when, Duration now) {
    if (when.equals(due)) {
      return;
    }
    timer.ifPresent(Runner.Cancellable::cancel);
    due = when;
    timer =
        when.map(
            each -> {
              Duration delay = each.minus(now);
              return runner.later(delay.isNegative() ? Duration.ZERO : delay, this::ring);
            });
  }

  private void ring() {
    due = Optional.empty();
    timer = Optional.empty();
    ring.run();
  }
}
