package org.albatross.core.net;

import static org.albatross.core.net.PeerRole.ADMINISTRATOR;
import static org.albatross.core.net.PeerRole.OTHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may be connected to a daemon. */
class PlacesTest {
  private static final long LATER = Places.GRACE.toNanos();

  private final Places places = new Places(4, 3);
  private final List<String> evicted = new ArrayList<>();

  private Optional<Places.Place> enter(PeerRole role, long now, String name) {
    return places.enter(role, now, () -> evicted.add(name));
  }

  @Test
  void theOldestThatSaidNothingGoesWhenAllPlacesAreTaken() {
    enter(ADMINISTRATOR, 0, "known").orElseThrow().known();
    enter(ADMINISTRATOR, 0, "first");
    enter(ADMINISTRATOR, 0, "second");
    enter(ADMINISTRATOR, 0, "third");
    assertTrue(places.mayEnter(LATER));
    assertTrue(enter(ADMINISTRATOR, LATER, "new").isPresent());
    assertEquals(List.of("first"), evicted);
    assertEquals(4, places.open());
  }

  @Test
  void aNewcomerHasAMomentForItsFirstMessage() {
    for (int i = 0; i < 4; i++) {
      enter(ADMINISTRATOR, 0, "young");
    }
    assertFalse(places.mayEnter(LATER - 1));
    assertTrue(enter(ADMINISTRATOR, LATER - 1, "new").isEmpty());
    assertEquals(List.of(), evicted);
  }

  @Test
  void whoHasSaidSomethingKeepsItsPlace() {
    for (int i = 0; i < 4; i++) {
      enter(ADMINISTRATOR, 0, "known").orElseThrow().known();
    }
    assertFalse(places.mayEnter(LATER));
    assertTrue(enter(ADMINISTRATOR, LATER, "new").isEmpty());
    assertEquals(List.of(), evicted);
  }

  @Test
  void othersLeaveAPlaceToTheAdministrator() {
    for (int i = 0; i < 3; i++) {
      enter(OTHER, 0, "other").orElseThrow().known();
    }
    assertTrue(enter(OTHER, LATER, "one too many").isEmpty());
    assertTrue(enter(ADMINISTRATOR, LATER, "administrator").isPresent());
  }

  @Test
  void anAdministratorThatSaysNothingKeepsNobodyOutEither() {
    for (int i = 0; i < 3; i++) {
      enter(ADMINISTRATOR, 0, "administrator " + i);
    }
    enter(OTHER, 0, "other").orElseThrow().known();
    assertTrue(enter(OTHER, LATER, "another").isPresent());
    assertEquals(List.of("administrator 0"), evicted);
  }

  @Test
  void theAdministratorTakesThePlaceOfAnotherThatSaidNothing() {
    for (int i = 0; i < 3; i++) {
      enter(ADMINISTRATOR, 0, "administrator").orElseThrow().known();
    }
    enter(OTHER, 0, "other");
    assertTrue(enter(ADMINISTRATOR, LATER, "another").isPresent());
    assertEquals(List.of("other"), evicted);
  }

  @Test
  void aPlaceIsFreeAgainOnceHoweverOftenItIsLeft() {
    Places.Place place = enter(OTHER, 0, "other").orElseThrow();
    place.leave();
    place.leave();
    assertEquals(0, places.open());
  }
}
