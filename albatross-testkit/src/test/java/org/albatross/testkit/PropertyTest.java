package org.albatross.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PropertyTest {
  @Test
  void eachRunHasAnotherSeed() {
    Set<String> values = new HashSet<>();
    Property.holds(1, 100, random -> values.add(random.string("01234567", 20, 20)));
    assertEquals(100, values.size());
  }

  @Test
  void aFailureNamesTheSeedThatRepeatsIt() {
    IllegalStateException cause = new IllegalStateException("the cause");
    List<byte[]> seen = new ArrayList<>();
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () ->
                Property.holds(
                    1000,
                    10,
                    random -> {
                      seen.add(random.bytes(1000));
                      if (seen.size() == 4) {
                        throw cause;
                      }
                    }));
    assertSame(cause, error.getCause());
    assertTrue(error.getMessage().contains("run 4 of 10"), error.getMessage());
    assertTrue(error.getMessage().contains("-Dalbatross.seed=1003:"), error.getMessage());
    Property.holds(1003, 1, random -> assertArrayEquals(seen.get(3), random.bytes(1000)));
  }

  @Test
  void aFailedAssertionIsAFailureToo() {
    assertThrows(AssertionError.class, () -> Property.holds(1, random -> assertEquals(1, 2)));
  }

  @Test
  void numbersBetweenReachBothEndsAndNoFurther() {
    Set<Integer> seen = new HashSet<>();
    Property.holds(1, 200, random -> seen.add(random.between(-2, 2)));
    assertEquals(Set.of(-2, -1, 0, 1, 2), seen);
    Property.holds(200, random -> random.between(Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void numbersHaveEdgesAmongThem() {
    Set<Integer> seen = new HashSet<>();
    Property.holds(1, 2000, random -> seen.add(random.anyInt()));
    assertTrue(
        seen.containsAll(List.of(0, 1, -1, 255, Integer.MIN_VALUE, Integer.MAX_VALUE)),
        seen::toString);
  }

  @Test
  void textsAreOfTheirAlphabet() {
    Property.holds(
        200,
        random -> {
          String text = random.unicode(20);
          byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
          assertEquals(text, new String(utf8, StandardCharsets.UTF_8));
          assertTrue(random.ascii(20).chars().allMatch(c -> c < 0x80));
          assertTrue(random.string("ab-", 1, 5).matches("[ab-]{1,5}"));
        });
  }

  @Test
  void listsHaveAllSizes() {
    Set<Integer> sizes = new HashSet<>();
    Property.holds(1, 200, random -> sizes.add(random.list(3, SeededRandom::anyInt).size()));
    assertEquals(Set.of(0, 1, 2, 3), sizes);
  }

  @Test
  void choicesAreAllTaken() {
    Set<String> seen = new HashSet<>();
    Property.holds(
        1, 200, random -> seen.add(random.maybe(r -> r.pick(List.of("a", "b"))).orElse("none")));
    assertEquals(Set.of("a", "b", "none"), seen);
  }
}
