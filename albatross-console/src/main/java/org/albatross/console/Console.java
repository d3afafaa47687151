package org.albatross.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.ring.Ring;

/**
 * The output of one unikernel, and who reads it. There is one for every unikernel that was ever
 * announced and not dropped since, and for every one that somebody waits for.
 *
 * @param <S> a subscriber
 */
final class Console<S> {
  private final Name name;
  private final Deque<S> subscribers = new ArrayDeque<>();
  private Optional<Ring> ring = Optional.empty();
  private boolean active;
  private long endedAs;

  Console(Name name) {
    this.name = name;
  }

  Name name() {
    return name;
  }

  /** Its lines; absent if its unikernel was never seen. */
  Optional<Ring> ring() {
    return ring;
  }

  /** About how much memory its lines take. */
  long bytes() {
    return ring.map(Ring::bytes).orElse(0L);
  }

  /** Whether its unikernel runs. */
  boolean isActive() {
    return active;
  }

  /** The oldest first. */
  List<S> subscribers() {
    return List.copyOf(subscribers);
  }

  boolean isWanted() {
    return !subscribers.isEmpty();
  }

  Deque<S> queue() {
    return subscribers;
  }

  /** Where it stands among those that ended: smaller is earlier. */
  long endedAs() {
    return endedAs;
  }

  void start() {
    active = true;
    if (ring.isEmpty()) {
      ring = Optional.of(new Ring());
    }
  }

  void end(long number) {
    active = false;
    endedAs = number;
  }
}
