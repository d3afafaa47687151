package org.albatross.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.albatross.core.model.Name;

/**
 * Unikernels that ended for good a moment ago, so that whoever has just created one can be told how
 * it ended. A few of them, for a few seconds, in memory only. Used on the loop's thread only.
 */
final class LateOnes {
  static final Duration KEPT = Duration.ofSeconds(10);
  static final int MOST = 256;

  private final InstantSource clock;
  private final LinkedHashMap<Name, Late> late = new LinkedHashMap<>();

  private record Late(Unikernel unikernel, Instant until) {}

  LateOnes(InstantSource clock) {
    this.clock = clock;
  }

  void add(Unikernel unikernel) {
    Instant now = clock.instant();
    late.values().removeIf(each -> isOver(each, now));
    late.remove(unikernel.name());
    if (late.size() >= MOST) {
      late.remove(late.keySet().iterator().next());
    }
    late.put(unikernel.name(), new Late(unikernel, now.plus(KEPT)));
  }

  Optional<Unikernel> find(Name name) {
    Instant now = clock.instant();
    return Optional.ofNullable(late.get(name))
        .filter(each -> !isOver(each, now))
        .map(Late::unikernel);
  }

  /** Its name is somebody else's. */
  void forget(Name name) {
    late.remove(name);
  }

  /** Also where the clock was set back. */
  private static boolean isOver(Late each, Instant now) {
    return now.isAfter(each.until) || now.isBefore(each.until.minus(KEPT));
  }
}
