package org.albatross.core.net;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may be connected to a daemon at a time. When all places are taken the oldest goes of those
 * who have had a moment and have not said anything whole yet: connecting alone keeps nobody else
 * out. Others than the administrator may take a part only. Not thread-safe.
 */
final class Places {
  /** How long a newcomer may take for its first message though others want its place. */
  static final Duration GRACE = Duration.ofMillis(100);

  private final int total;
  private final int others;
  private final Map<PeerRole, Integer> open = new EnumMap<>(PeerRole.class);
  private final Map<PeerRole, Set<Place>> strangers = new EnumMap<>(PeerRole.class);

  /**
   * All places are free.
   *
   * @param total how many there are
   * @param others how many of them others than the administrator may have together
   */
  Places(int total, int others) {
    this.total = total;
    this.others = others;
    for (PeerRole role : PeerRole.values()) {
      open.put(role, 0);
      strangers.put(role, new LinkedHashSet<>());
    }
  }

  /** One connection. */
  final class Place {
    private final PeerRole role;
    private final long since;
    private final Runnable evict;
    private boolean left;

    private Place(PeerRole role, long since, Runnable evict) {
      this.role = role;
      this.since = since;
      this.evict = evict;
    }

    /** Its first message is whole: from now on the place is kept until it leaves. */
    void known() {
      strangers.get(role).remove(this);
    }

    void leave() {
      if (!left) {
        left = true;
        known();
        open.merge(role, -1, Integer::sum);
      }
    }
  }

  /**
   * A newcomer.
   *
   * @param now by {@link System#nanoTime}
   * @param evict ends its connection
   * @return absent if there is no place for it
   */
  Optional<Place> enter(PeerRole role, long now, Runnable evict) {
    if (role == PeerRole.OTHER && open.get(role) >= others && !evictOldest(role, now)) {
      return Optional.empty();
    }
    if (open() >= total && !evictFor(role, now)) {
      return Optional.empty();
    }
    Place place = new Place(role, now, evict);
    strangers.get(role).add(place);
    open.merge(role, 1, Integer::sum);
    return Optional.of(place);
  }

  /** Who has said nothing keeps nobody out, whoever it is. */
  private boolean evictFor(PeerRole role, long now) {
    return evictOldest(role, now)
        || evictOldest(PeerRole.OTHER, now)
        || evictOldest(PeerRole.ADMINISTRATOR, now);
  }

  /** Whether a newcomer can have a place at this moment. */
  boolean mayEnter(long now) {
    return open() < total
        || oldest(PeerRole.ADMINISTRATOR, now).isPresent()
        || oldest(PeerRole.OTHER, now).isPresent();
  }

  private Optional<Place> oldest(PeerRole role, long now) {
    return strangers.get(role).stream()
        .findFirst()
        .filter(place -> now - place.since >= GRACE.toNanos());
  }

  private boolean evictOldest(PeerRole role, long now) {
    Optional<Place> oldest = oldest(role, now);
    oldest.ifPresent(Places::evict);
    return oldest.isPresent();
  }

  /**
   * Ends the oldest connection of which nothing whole came yet, whatever time it had.
   *
   * @return whether there was one
   */
  boolean evictOldest() {
    Optional<Place> oldest =
        Stream.of(PeerRole.OTHER, PeerRole.ADMINISTRATOR)
            .flatMap(role -> strangers.get(role).stream().limit(1))
            .findFirst();
    oldest.ifPresent(Places::evict);
    return oldest.isPresent();
  }

  private static void evict(Place place) {
    place.leave();
    place.evict.run();
  }

  /** How many are connected. */
  int open() {
    return open.values().stream().mapToInt(Integer::intValue).sum();
  }
}
