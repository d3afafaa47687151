package org.albatross.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

class ConsolesTest {
  private static final long LARGEST = (1L << 62) - 1;

  private final Consoles<String> consoles = new Consoles<>(1, Long.MAX_VALUE);

  private static Name name(String text) {
    try {
      return Name.parse(text);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void startAndEnd(String name, long rings) {
    consoles.start(name(name), rings);
    consoles.end(name(name));
  }

  private List<String> inactive(String path) throws InvalidNameException {
    return consoles.inactive(Path.parse(path)).stream().map(Name::text).toList();
  }

  @Test
  void aPathKeepsAsManyRingsAsItMayAndTheFirstThatEndedGoes() throws Exception {
    consoles.start(name("p:a"), 2);
    consoles.start(name("p:b"), 2);
    consoles.end(name("p:b"));
    consoles.end(name("p:a"));
    consoles.start(name("p:c"), 2);
    assertEquals(List.of("p:a"), inactive("p:"));
  }

  private static void say(Consoles<String> consoles, String name, int lines) {
    Console<String> console = consoles.start(name(name), LARGEST);
    for (int i = 0; i < lines; i++) {
      consoles.add(console, Instant.EPOCH, List.of(Bytes.utf8("x".repeat(500))));
    }
  }

  private static int kept(Consoles<String> consoles, String name) {
    return consoles.get(name(name)).orElseThrow().ring().orElseThrow().size();
  }

  /** At the root albatrossd names no limit: the original's memory grew with each new name. */
  @Test
  void allThatEndedTogetherTakeBoundedMemory() throws Exception {
    Consoles<String> bounded = new Consoles<>(1, 1 << 20);
    bounded.start(name(":runs"), LARGEST);
    for (int i = 0; i < 50; i++) {
      say(bounded, ":u" + i, 100);
      bounded.end(name(":u" + i));
    }
    List<Name> left = bounded.inactive(Path.ROOT);
    assertTrue(left.size() > 10 && left.size() < 20, left.toString());
    assertTrue(left.contains(name(":u49")) && !left.contains(name(":u0")), left.toString());
    assertTrue(bounded.get(name(":runs")).isPresent());
  }

  @Test
  void ofTheOnesThatRunTheOldestLinesOfTheLargestGiveWay() {
    Consoles<String> bounded = new Consoles<>(1, 1 << 20);
    say(bounded, "p:small", 100);
    for (int i = 0; i < 8; i++) {
      say(bounded, "p:large" + i, 1024);
    }
    assertEquals(100, kept(bounded, "p:small"));
    for (int i = 0; i < 8; i++) {
      int lines = kept(bounded, "p:large" + i);
      assertTrue(lines > 100 && lines < 400, lines + " lines of large" + i);
    }
  }

  @Test
  void aTenantThatHasLittleLosesNothingToOneThatHasMuch() {
    Consoles<String> bounded = new Consoles<>(1, 1 << 20);
    say(bounded, "little:ended", 300);
    bounded.end(name("little:ended"));
    say(bounded, "little:sub:runs", 300);
    for (int i = 0; i < 100; i++) {
      say(bounded, "much:p" + i + ":u", 100);
    }
    assertEquals(300, kept(bounded, "little:ended"));
    assertEquals(300, kept(bounded, "little:sub:runs"));
  }

  /** Nothing is left to give way but what is there for each unikernel that runs. */
  @Test
  void manyThatRunAndSayNothingAreAllKept() {
    Consoles<String> bounded = new Consoles<>(1, 1 << 16);
    for (int i = 0; i < 500; i++) {
      bounded.start(name("p:u" + i), LARGEST);
    }
    say(bounded, "p:u1", 10);
    assertEquals(500, bounded.size());
  }

  @Test
  void aUnikernelThatRunsIsNeverDropped() {
    consoles.start(name("p:a"), 1);
    consoles.start(name("p:b"), 1);
    consoles.start(name("p:c"), -5);
    assertEquals(3, consoles.size());
  }

  @Test
  void whoWaitsIsNeverDropped() {
    consoles.subscribe(name("p:later"), "client");
    startAndEnd("p:a", 1);
    consoles.start(name("p:b"), 1);
    assertEquals(Optional.empty(), consoles.get(name("p:a")));
    Console<String> later = consoles.start(name("p:later"), 1);
    assertEquals(List.of("client"), later.subscribers());
  }

  @Test
  void aRingThatSomebodyReadsIsNotDropped() {
    startAndEnd("p:a", 1);
    consoles.subscribe(name("p:a"), "client");
    consoles.start(name("p:b"), 1);
    assertTrue(consoles.get(name("p:a")).isPresent());
  }

  @Test
  void zeroRingsMean64AndLessMeanOne() throws Exception {
    for (int i = 0; i < 70; i++) {
      startAndEnd("p:u" + i, 0);
    }
    assertEquals(64, inactive("p:").size());
    startAndEnd("p:last", -1);
    assertEquals(List.of("p:last"), inactive("p:"));
  }

  @Test
  void pathsHaveTheirRingsEachForItself() throws Exception {
    startAndEnd("p:a", 1);
    startAndEnd("p:q:a", 1);
    startAndEnd(":a", LARGEST);
    assertEquals(List.of(":a", "p:a", "p:q:a"), inactive(":"));
    assertEquals(List.of("p:a", "p:q:a"), inactive("p"));
    assertEquals(List.of("p:q:a"), inactive("p:q"));
    assertEquals(List.of(), inactive("other"));
  }

  @Test
  void aRingSurvivesARestart() {
    var ring = consoles.start(name(":a"), 1).ring();
    consoles.end(name(":a"));
    Console<String> again = consoles.start(name(":a"), 1);
    assertTrue(again.isActive());
    assertEquals(ring, again.ring());
  }

  @Test
  void theNewestSubscriberTakesThePlaceOfTheOldest() {
    Consoles<String> two = new Consoles<>(2, Long.MAX_VALUE);
    assertEquals(Optional.empty(), two.subscribe(name(":a"), "1").replaced());
    assertEquals(Optional.empty(), two.subscribe(name(":a"), "2").replaced());
    assertEquals(Optional.of("1"), two.subscribe(name(":a"), "3").replaced());
    two.unsubscribe(name(":a"), "1");
    assertEquals(List.of("2", "3"), two.get(name(":a")).orElseThrow().subscribers());
  }

  @Test
  void nothingIsLeftOfWhoWaitedInVain() {
    consoles.subscribe(name("p:a"), "client");
    assertFalse(consoles.get(name("p:a")).orElseThrow().ring().isPresent());
    consoles.unsubscribe(name("p:a"), "client");
    assertEquals(0, consoles.size());
  }

  @Test
  void onlyAsManyRingsStayAsAreAllowedOrNeeded() {
    Property.holds(
        200,
        random -> {
          Consoles<Integer> some = new Consoles<>(1, Long.MAX_VALUE);
          Set<Name> running = new HashSet<>();
          Set<Name> read = new HashSet<>();
          for (int i = 0; i < 100; i++) {
            Name name = name("p:u" + random.between(0, 20));
            switch (random.between(0, 3)) {
              case 0, 1 -> {
                long rings = random.between(1, 5);
                some.start(name, rings);
                running.add(name);
                Set<Name> needed = new HashSet<>(running);
                needed.addAll(read);
                int kept = some.size();
                assertTrue(kept <= Math.max(rings, 0) + needed.size(), kept + " " + needed);
              }
              case 2 -> {
                some.end(name);
                running.remove(name);
              }
              default -> {
                some.subscribe(name, i);
                read.add(name);
              }
            }
            running.forEach(each -> assertTrue(some.get(each).orElseThrow().isActive()));
            read.forEach(
                each -> assertEquals(1, some.get(each).orElseThrow().subscribers().size()));
          }
        });
  }
}
