package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One name: who has it, what is under way for it, and who waits.
 *
 * @param deadline when somebody is told that the change takes too long
 */
record Place(
    Optional<Unikernel> unikernel,
    Optional<Change> change,
    Optional<Duration> deadline,
    List<Waiting> waiting) {
  /**
   * A request whose turn has not come.
   *
   * @param deadline when it is given up
   */
  record Waiting(long ticket, Request request, Duration deadline) {}

  static final Place FREE =
      new Place(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  Place {
    waiting = List.copyOf(waiting);
  }

  boolean isFree() {
    return unikernel.isEmpty() && change.isEmpty() && waiting.isEmpty();
  }

  Place with(Optional<Unikernel> changed) {
    return new Place(changed, change, deadline, waiting);
  }

  Place begun(Change begun, Duration until) {
    return new Place(unikernel, Optional.of(begun), Optional.of(until), waiting);
  }

  Place with(Change changed) {
    return new Place(unikernel, Optional.of(changed), deadline, waiting);
  }

  Place told() {
    return new Place(unikernel, change.map(Change::unheard), Optional.empty(), waiting);
  }

  Place over() {
    return new Place(unikernel, Optional.empty(), Optional.empty(), waiting);
  }

  Place withLast(Waiting last) {
    List<Waiting> all = new ArrayList<>(waiting);
    all.add(last);
    return new Place(unikernel, change, deadline, all);
  }

  Place withoutFirst() {
    return new Place(unikernel, change, deadline, waiting.subList(1, waiting.size()));
  }

  Place withoutWaiting() {
    return new Place(unikernel, change, deadline, List.of());
  }
}
