package org.albatross.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is gone is known for a moment, and takes no more than a little memory. */
class LateOnesTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final LateOnes late = new LateOnes(() -> now);

  private static Unikernel unikernel(String name) {
    return new Unikernel(UnikernelsFixture.name(name), UnikernelsFixture.ONCE);
  }

  private boolean knows(String name) {
    return late.find(UnikernelsFixture.name(name)).isPresent();
  }

  @Test
  void theyAreKnownForAMoment() {
    Unikernel gone = unikernel("a:x");
    late.add(gone);
    now = now.plus(LateOnes.KEPT);
    assertEquals(Optional.of(gone), late.find(UnikernelsFixture.name("a:x")));
    now = now.plus(Duration.ofMillis(1));
    assertEquals(Optional.empty(), late.find(UnikernelsFixture.name("a:x")));
  }

  @Test
  void aClockThatWasSetBackKeepsNobody() {
    late.add(unikernel("a:x"));
    now = now.minus(Duration.ofDays(1));
    assertTrue(!knows("a:x"));
  }

  @Test
  void ofManyTheLastAreKnown() {
    for (int i = 0; i <= LateOnes.MOST; i++) {
      late.add(unikernel("x" + i));
    }
    assertTrue(!knows("x0"));
    assertTrue(knows("x1"));
    assertTrue(knows("x" + LateOnes.MOST));
  }

  @Test
  void whoseNameIsTakenIsForgotten() {
    late.add(unikernel("x"));
    late.forget(UnikernelsFixture.name("x"));
    assertTrue(!knows("x"));
  }
}
