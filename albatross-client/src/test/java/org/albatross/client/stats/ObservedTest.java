package org.albatross.client.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;
import org.junit.jupiter.api.Test;

class ObservedTest {
  private static final long SECOND = 1_000_000_000;

  private final Observed observed = new Observed();

  private Usage add(String name, Stats stats, long seconds) throws Exception {
    return observed.add(
        Name.parse(name),
        stats,
        Instant.ofEpochSecond(Samples.START + 100 + seconds),
        seconds * SECOND);
  }

  @Test
  void theFirstSampleHasNoRates() throws Exception {
    assertEquals(
        new Usage(
            Name.parse("a"),
            OptionalDouble.empty(),
            40_960,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Duration.ofSeconds(100)),
        add("a", Samples.of(1, 10, 5, 6), 0));
  }

  @Test
  void ratesAreWhatWasUsedBetweenTwoSamples() throws Exception {
    add("a", Samples.of(1, 10, 500, 600), 0);
    add("b", Samples.of(0, 0, 0, 0), 1);
    Usage usage = add("a", Samples.of(2, 11, 2500, 10_600), 2);
    assertEquals(OptionalDouble.of(50), usage.cpu());
    assertEquals(OptionalDouble.of(1000), usage.in());
    assertEquals(OptionalDouble.of(5000), usage.out());
    assertEquals(45_056, usage.memory());
  }

  @Test
  void aCounterThatWrapsOrAProcessThatIsNewGivesNoRateAndTheNextOneDoes() throws Exception {
    add("a", Samples.of(1, 1, Long.MAX_VALUE, 7), 0);
    Usage wrapped = add("a", Samples.of(2, 1, 10, 8), 1);
    assertEquals(OptionalDouble.empty(), wrapped.in());
    assertEquals(OptionalDouble.of(1), wrapped.out());
    assertEquals(OptionalDouble.of(90), add("a", Samples.of(3, 1, 100, 8), 2).in());
    Usage again = add("a", Samples.started(Samples.START + 101, 9, 1, 200, 9), 3);
    assertEquals(OptionalDouble.empty(), again.cpu());
    assertEquals(OptionalDouble.empty(), again.in());
  }

  @Test
  void oddTimesAndSizesAreHarmless() throws Exception {
    for (long start : new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE}) {
      Usage odd = add("odd", Samples.started(start, 0, Long.MIN_VALUE, -5, -5), 0);
      assertEquals(Duration.ZERO, odd.uptime());
      assertEquals(0, odd.memory());
    }
    assertTrue(observed.now(SECOND).get(0).usage().cpu().isEmpty());
  }

  @Test
  void oneThatMissesThreeRoundsIsGone() throws Exception {
    add("ends", Samples.of(0, 1, 0, 0), 0);
    add("stays", Samples.of(0, 1, 0, 0), 0);
    assertEquals(2, observed.now(1000 * SECOND).size(), "nobody knows how long a round is");
    for (int seconds = 10; seconds <= 100; seconds += 10) {
      add("stays", Samples.of(0, 1, 0, 0), seconds);
      assertEquals(seconds <= 30 ? 2 : 1, observed.now(seconds * SECOND).size());
    }
  }

  @Test
  void theHistoryIsBounded() throws Exception {
    for (int i = 0; i <= 3 * Observed.HISTORY; i++) {
      add("a", Samples.of(i * 0.5, 1, 0, 0), i);
    }
    List<Double> history = observed.now(185 * SECOND).get(0).history();
    assertEquals(Observed.HISTORY, history.size());
    assertEquals(50, history.get(0));
  }
}
