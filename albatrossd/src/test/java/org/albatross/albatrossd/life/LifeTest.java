package org.albatross.albatrossd.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelStatus.LastExit;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.junit.jupiter.api.Test;

/** The state machine alone: no host, no clock. */
class LifeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ExitStatus CRASH = new ExitStatus.Signalled(11);
  private static final Arguments ONCE = arguments(new OnFailure.Quit(), false);
  private static final Arguments FOREVER =
      arguments(new OnFailure.Restart(SortedSets.copyOf(Set.of())), false);

  private static Arguments arguments(OnFailure onFailure, boolean addName) {
    return new Arguments(
        onFailure,
        OptionalLong.empty(),
        addName,
        SortedSets.copyOf(Set.of(0L)),
        1,
        List.of(),
        List.of(),
        Optional.empty(),
        1,
        Optional.empty());
  }

  private static Life running() {
    return Life.NEW.started(NOW);
  }

  @Test
  void oneThatIsStartedRuns() {
    assertEquals(Optional.of(new Phase.Starting()), Life.NEW.phase());
    assertEquals(Optional.of(new Phase.Running()), running().phase());
    assertEquals(Optional.of(NOW), running().running());
  }

  @Test
  void oneThatEndsIsDownAndItsExitIsKnown() {
    Life ended = running().ended(new ExitStatus.Exited(3), ONCE, NOW.plusSeconds(1), SECOND);
    assertEquals(Optional.empty(), ended.phase());
    assertEquals(
        Optional.of(new LastExit(new ExitStatus.Exited(3), NOW.plusSeconds(1))), ended.lastExit());
    assertEquals(0, ended.restarts());
  }

  @Test
  void oneThatIsToRunWaitsAndStartsAgain() {
    Life waiting = running().ended(CRASH, FOREVER, NOW.plusSeconds(1), SECOND);
    Instant due = NOW.plusSeconds(1).plusMillis(100);
    assertEquals(Optional.of(new Phase.Restarting(due)), waiting.phase());
    assertEquals(Optional.of(due), waiting.due());
    assertEquals(1, waiting.restarts());
    Life again = waiting.starting().started(due);
    assertEquals(Optional.empty(), again.due());
    assertEquals(1, again.restarts());
    assertEquals(CRASH, again.lastExit().orElseThrow().status());
  }

  @Test
  void theDelayDoublesAndIsForgottenAfterAMinute() {
    Life life = running();
    Instant now = NOW;
    for (long delay : new long[] {100, 200, 400}) {
      life = life.ended(CRASH, FOREVER, now, SECOND);
      assertEquals(Optional.of(now.plusMillis(delay)), life.due());
      now = now.plusMillis(delay);
      life = life.starting().started(now);
    }
    life = life.ended(CRASH, FOREVER, now, Duration.ofMinutes(1));
    assertEquals(Optional.of(now.plusMillis(100)), life.due());
  }

  @Test
  void oneThatCannotStartIsTriedAgainLaterAndLater() {
    Life failed = Life.NEW.couldNotStart("no bridge", NOW);
    assertEquals(Optional.of(new Phase.Failed("no bridge", NOW.plusMillis(100))), failed.phase());
    Life again = failed.starting().couldNotStart("no bridge", NOW);
    assertEquals(Optional.of(NOW.plusMillis(200)), again.due());
    assertEquals(0, again.restarts());
  }

  @Test
  void oneThatWasAskedToEndStaysDownHoweverItEnds() {
    Life ending = running().askedToEnd();
    assertEquals(Optional.of(new Phase.Ending()), ending.phase());
    for (ExitStatus status : List.of(CRASH, new ExitStatus.Exited(2))) {
      assertEquals(Optional.empty(), ending.ended(status, FOREVER, NOW, SECOND).phase());
    }
  }

  @Test
  void oneThatWaitsAndIsAskedToEndWaitsNoMore() {
    assertEquals(Optional.empty(), running().ended(CRASH, FOREVER, NOW, SECOND).askedToEnd().due());
    assertEquals(Optional.empty(), Life.NEW.couldNotStart("x", NOW).askedToEnd().due());
  }

  @Test
  void oneThatDoesNotKnowItsNameStartsAgainAtOnce() {
    Arguments named = arguments(new OnFailure.Quit(), true);
    Life again = running().ended(new ExitStatus.Exited(64), named, NOW, SECOND);
    assertEquals(Optional.of(new Phase.Starting()), again.phase());
    assertEquals(1, again.restarts());
  }

  @Test
  void whatCannotHappenIsABug() {
    assertThrows(IllegalStateException.class, () -> running().started(NOW));
    assertThrows(IllegalStateException.class, () -> running().starting());
    assertThrows(IllegalStateException.class, () -> running().couldNotStart("x", NOW));
    assertThrows(IllegalStateException.class, () -> Life.NEW.ended(CRASH, ONCE, NOW, SECOND));
  }
}
