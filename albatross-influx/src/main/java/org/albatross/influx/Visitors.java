package org.albatross.influx;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is connected to the port of the metrics, and who has to leave for another: of those that
 * never completed a request the oldest; else who has been idle the longest; else who sends the rest
 * of another request, or takes nothing of its answer, for the longest time. Not thread-safe.
 *
 * @param <V> a visitor, told apart by identity or equality
 */
final class Visitors<V> {
  /** How long a request may take to come. */
  static final Duration REQUEST = Duration.ofSeconds(10);

  /**
   * How long a connection may be kept for a next request: Prometheus asks once a minute at most.
   */
  static final Duration IDLE = Duration.ofMinutes(2);

  /** How long nothing of an answer may be taken. */
  static final Duration STALLED = Duration.ofSeconds(30);

  /** What a visitor does; who stands first leaves first. */
  private enum Phase {
    NEW(REQUEST),
    IDLE(Visitors.IDLE),
    ASKING(REQUEST),
    TAKING(STALLED);

    private final long limit;

    Phase(Duration limit) {
      this.limit = limit.toNanos();
    }
  }

  /** What a visitor does, since when, and how many bytes wait for it. */
  private record Visit(Phase phase, long since, long pending) {}

  private final int most;
  private final Map<V, Visit> visits = new LinkedHashMap<>();

  /** At most so many at a time. */
  Visitors(int most) {
    this.most = most;
  }

  /**
   * Somebody has connected.
   *
   * @param now by {@link System#nanoTime}, as everywhere here
   * @return who has to leave
   */
  Optional<V> enter(V visitor, long now) {
    Optional<V> leaving = visits.size() < most ? Optional.empty() : first();
    leaving.ifPresent(visits::remove);
    visits.put(visitor, new Visit(Phase.NEW, now, 0));
    return leaving;
  }

  private Optional<V> first() {
    long origin = System.nanoTime();
    return visits.entrySet().stream()
        .min(
            Comparator.comparing((Map.Entry<V, Visit> each) -> each.getValue().phase())
                .thenComparingLong(each -> each.getValue().since() - origin))
        .map(Map.Entry::getKey);
  }

  void leave(V visitor) {
    visits.remove(visitor);
  }

  /** A request begins to come; one that is the first has begun with the connection. */
  void asks(V visitor, long now) {
    visits.computeIfPresent(
        visitor,
        (who, visit) -> visit.phase() == Phase.NEW ? visit : new Visit(Phase.ASKING, now, 0));
  }

  /** A request is there, and is being answered. */
  void answer(V visitor, long now) {
    visits.computeIfPresent(visitor, (who, visit) -> new Visit(Phase.TAKING, now, 0));
  }

  /** So many bytes of the answer wait. */
  void pending(V visitor, long bytes, long now) {
    visits.computeIfPresent(
        visitor,
        (who, visit) ->
            visit.phase() == Phase.TAKING && bytes != visit.pending()
                ? new Visit(Phase.TAKING, now, bytes)
                : visit);
  }

  /** All of the answer was taken. */
  void answered(V visitor, long now) {
    visits.computeIfPresent(visitor, (who, visit) -> new Visit(Phase.IDLE, now, 0));
  }

  /** Who takes of an answer, the longest without progress first. */
  List<V> taking(long now) {
    return visits.entrySet().stream()
        .filter(each -> each.getValue().phase() == Phase.TAKING && each.getValue().pending() > 0)
        .sorted(Comparator.comparingLong(each -> each.getValue().since() - now))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Who has taken too long for what it does. */
  List<V> late(long now) {
    return visits.entrySet().stream()
        .filter(each -> now - each.getValue().since() > each.getValue().phase().limit)
        .map(Map.Entry::getKey)
        .toList();
  }
}
