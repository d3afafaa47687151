package org.albatross.core.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class RingTest {
  private static Instant second(long number) {
    return Instant.ofEpochSecond(number);
  }

  @Test
  void itAnswersAsAListOfTheLastLinesDoes() {
    Property.holds(
        200,
        random -> {
          Ring ring = new Ring();
          List<Ring.Entry> model = new ArrayList<>();
          int count = random.between(0, 3 * Ring.CAPACITY);
          for (int i = 0; i < count; i++) {
            // Clocks are set back at times.
            Instant time = second(random.between(0, 100));
            Bytes line = Bytes.utf8("line " + i);
            ring.add(time, line);
            model.add(new Ring.Entry(time, line));
          }
          check(ring, model.subList(Math.max(0, count - Ring.CAPACITY), count), random);
        });
  }

  @Test
  void whatIsDroppedAreTheOldestLinesAndTheirMemoryIsGivenBack() {
    Property.holds(
        200,
        random -> {
          Ring ring = new Ring();
          long empty = ring.bytes();
          List<Ring.Entry> model = new ArrayList<>();
          for (int i = 0; i < random.between(1, 6); i++) {
            for (int line = random.between(0, 2 * Ring.CAPACITY); line > 0; line--) {
              Ring.Entry entry = new Ring.Entry(second(line), Bytes.utf8("line " + line));
              ring.add(entry.time(), entry.line());
              model.add(entry);
            }
            model = model.subList(Math.max(0, model.size() - Ring.CAPACITY), model.size());
            int dropped = random.between(0, model.size());
            ring.drop(dropped);
            model = new ArrayList<>(model.subList(dropped, model.size()));
            check(ring, model, random);
          }
          ring.drop(ring.size());
          assertEquals(empty, ring.bytes());
        });
  }

  private static void check(Ring ring, List<Ring.Entry> model, SeededRandom random) {
    assertEquals(model.size(), ring.size());
    for (int i = 0; i < 10; i++) {
      long wanted = random.oneIn(2) ? random.anyLong() : random.between(0, Ring.CAPACITY + 1);
      int taken = (int) Math.max(0, Math.min(wanted, model.size()));
      assertEquals(model.subList(model.size() - taken, model.size()), ring.last(wanted));
      Instant since = second(random.between(-1, 101));
      assertEquals(
          model.stream().filter(entry -> !entry.time().isBefore(since)).toList(),
          ring.since(since));
    }
  }

  @Test
  void extremeTimesAndCountsAreHarmless() {
    Ring ring = new Ring();
    ring.add(second(1), Bytes.utf8("x"));
    assertEquals(1, ring.since(Instant.MIN).size());
    assertEquals(0, ring.since(Instant.MAX).size());
    assertEquals(1, ring.last(Long.MAX_VALUE).size());
    assertEquals(0, ring.last(Long.MIN_VALUE).size());
    assertEquals(0, new Ring().last(5).size());
  }
}
