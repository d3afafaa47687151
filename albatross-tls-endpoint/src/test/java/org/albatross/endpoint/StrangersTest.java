package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

/** How many connections of one origin may have said nothing yet, and who has to go. */
final class StrangersTest {
  private static final long FAIR = 100;
  private static final Origin HERE = new Origin(true, 1);
  private static final Origin THERE = new Origin(true, 2);

  private final Strangers strangers = new Strangers(2, FAIR);
  private final List<String> evicted = new ArrayList<>();

  private Optional<Strangers.Place> enter(Origin origin, long now, String name) {
    return strangers.enter(origin, now, () -> evicted.add(name));
  }

  @Test
  void whoIsOneTooManyIsTurnedAwayWhileTheOthersHaveTheirTime() {
    assertTrue(enter(HERE, 0, "a").isPresent());
    assertTrue(enter(HERE, 0, "b").isPresent());
    assertTrue(enter(HERE, FAIR - 1, "c").isEmpty());
    assertTrue(enter(THERE, FAIR - 1, "d").isPresent());
    assertEquals(List.of(), evicted);
  }

  @Test
  void whoHasHadItsTimeMakesRoomTheOldestFirst() {
    enter(HERE, 0, "a");
    enter(HERE, 1, "b");
    assertTrue(enter(HERE, FAIR, "c").isPresent());
    assertTrue(enter(HERE, FAIR + 1, "d").isPresent());
    assertTrue(enter(HERE, FAIR + 2, "e").isEmpty());
    assertEquals(List.of("a", "b"), evicted);
  }

  @Test
  void whoIsKnownOrGoneGivesItsPlaceBackOnce() {
    Strangers.Place a = enter(HERE, 0, "a").orElseThrow();
    enter(HERE, 0, "b");
    a.leave();
    a.leave();
    assertTrue(enter(HERE, 0, "c").isPresent());
    assertTrue(enter(HERE, 0, "d").isEmpty());
  }

  @Test
  void nothingIsKeptOfOriginsWhoseConnectionsAreGone() {
    Property.holds(
        200,
        random -> {
          Strangers all = new Strangers(3, FAIR);
          Deque<Strangers.Place> open = new ArrayDeque<>();
          for (int i = 0; i < 100; i++) {
            Origin origin = new Origin(random.oneIn(2), random.between(0, 5));
            all.enter(origin, i * 10L, () -> {}).ifPresent(open::add);
            if (random.oneIn(2) && !open.isEmpty()) {
              open.remove().leave();
            }
          }
          open.forEach(Strangers.Place::leave);
          assertEquals(0, all.origins());
        });
  }

  private static Optional<Origin> origin(String address) throws Exception {
    return Origin.of(InetAddress.getByName(address));
  }

  @Test
  void ofIpv6TheFirstHalfCounts() throws Exception {
    assertEquals(origin("2001:db8:1:2::3"), origin("2001:db8:1:2:ffff::9"));
    assertNotEquals(origin("2001:db8:1:2::3"), origin("2001:db8:1:3::3"));
    assertNotEquals(origin("192.0.2.1"), origin("192.0.2.2"));
    assertEquals(origin("192.0.2.1"), origin("::ffff:192.0.2.1"));
    assertNotEquals(origin("255.255.255.255"), origin("ffff:ffff:ffff:ffff::"));
  }

  @Test
  void thisHostItselfIsNoStranger() throws Exception {
    assertEquals(Optional.empty(), origin("127.0.0.9"));
    assertEquals(Optional.empty(), origin("::1"));
  }
}
