package org.albatross.endpoint;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Connections of which nobody knows yet whose they are: so many of each origin and no more. What is
 * held here is held by open connections. Not thread-safe.
 */
final class Strangers {
  private final int most;
  private final long fairNanos;
  private final Map<Origin, Set<Place>> places = new HashMap<>();

  /** One connection. */
  final class Place {
    private final Origin origin;
    private final long since;
    private final Runnable evict;

    private Place(Origin origin, long since, Runnable evict) {
      this.origin = origin;
      this.since = since;
      this.evict = evict;
    }

    /** It is known now, or gone. */
    void leave() {
      Set<Place> same = places.getOrDefault(origin, Set.of());
      if (same.contains(this)) {
        same.remove(this);
        if (same.isEmpty()) {
          places.remove(origin);
        }
      }
    }
  }

  /**
   * Nobody is there.
   *
   * @param most how many of one origin there may be
   * @param fairNanos how long each of them may keep its place though another one wants it
   */
  Strangers(int most, long fairNanos) {
    this.most = most;
    this.fairNanos = fairNanos;
  }

  /**
   * A newcomer. If its origin has all places the oldest connection goes, which has had its time, or
   * else the newcomer: neither a few that say nothing keep an honest one out, nor do many honest
   * ones throw each other out.
   *
   * @param evict ends the connection
   * @return absent if there is no place
   */
  Optional<Place> enter(Origin origin, long now, Runnable evict) {
    Set<Place> same = places.getOrDefault(origin, Set.of());
    if (same.size() >= most) {
      Place oldest = same.iterator().next();
      if (now - oldest.since < fairNanos) {
        return Optional.empty();
      }
      oldest.leave();
      oldest.evict.run();
    }
    Place place = new Place(origin, now, evict);
    places.computeIfAbsent(origin, first -> new LinkedHashSet<>()).add(place);
    return Optional.of(place);
  }

  /** How many origins something is held of. */
  int origins() {
    return places.size();
  }
}
