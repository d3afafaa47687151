package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisitorsTest {
  private static final long START = System.nanoTime();

  private final Visitors<String> visitors = new Visitors<>(3);

  private static long at(Duration time) {
    return START + time.toNanos();
  }

  private static long at(int seconds) {
    return at(Duration.ofSeconds(seconds));
  }

  private void request(String who, int second) {
    visitors.asks(who, at(second));
    visitors.answer(who, at(second));
    visitors.answered(who, at(second));
  }

  @Test
  void ofThoseThatNeverCompletedARequestTheOldestLeaves() {
    visitors.enter("scraper", at(0));
    request("scraper", 0);
    visitors.enter("half one", at(1));
    visitors.enter("half two", at(2));
    visitors.asks("half one", at(3)); // its headers are whole, its body is not
    assertEquals(Optional.of("half one"), visitors.enter("next", at(4)));
    assertEquals(Optional.of("half two"), visitors.enter("after", at(5)));
  }

  @Test
  void elseWhoHasBeenIdleTheLongestAndNotWhoTakesItsAnswer() {
    visitors.enter("taking", at(0));
    visitors.answer("taking", at(0));
    visitors.pending("taking", 100, at(0));
    visitors.enter("one", at(1));
    visitors.enter("two", at(2));
    request("two", 3);
    request("one", 4);
    assertEquals(Optional.of("two"), visitors.enter("next", at(5)));
    request("next", 6);
    assertEquals(Optional.of("one"), visitors.enter("after", at(7)));
  }

  @Test
  void whoTakesNothingOfItsAnswerLeavesWhenAllAreAnswered() {
    for (String who : List.of("a", "b", "c")) {
      visitors.enter(who, at(0));
      visitors.answer(who, at(0));
      visitors.pending(who, 100, at(1));
    }
    visitors.pending("a", 50, at(2));
    visitors.pending("b", 100, at(2));
    visitors.pending("c", 60, at(3));
    assertEquals(List.of("b", "a", "c"), visitors.taking(at(4)));
    assertEquals(Optional.of("b"), visitors.enter("d", at(4)));
  }

  @Test
  void whoLeavesMakesRoom() {
    for (String who : List.of("a", "b", "c")) {
      visitors.enter(who, at(0));
    }
    visitors.leave("b");
    assertEquals(Optional.empty(), visitors.enter("d", at(1)));
  }

  @Test
  void eachHasItsTimeForWhatItDoes() {
    visitors.enter("half", at(0));
    visitors.enter("idle", at(0));
    request("idle", 0);
    visitors.enter("taking", at(0));
    visitors.answer("taking", at(0));
    visitors.pending("taking", 100, at(1));
    assertEquals(List.of(), visitors.late(at(Visitors.REQUEST)));
    assertEquals(List.of("half"), visitors.late(at(Visitors.REQUEST) + 1));
    visitors.leave("half");
    assertEquals(List.of("taking"), visitors.late(at(Visitors.STALLED.plusSeconds(1)) + 1));
    visitors.pending("taking", 90, at(Visitors.STALLED));
    assertEquals(List.of(), visitors.late(at(Visitors.STALLED.plusSeconds(1)) + 1));
    assertEquals(List.of("idle", "taking"), visitors.late(at(Visitors.IDLE) + 1));
  }
}
