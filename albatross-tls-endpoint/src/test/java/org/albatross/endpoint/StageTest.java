package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.albatross.endpoint.Stage.Phase;
import org.junit.jupiter.api.Test;

/** How long a client may be where it is. */
final class StageTest {
  private static final Duration LIMIT = Duration.ofHours(1);

  private final Stage stage = new Stage();

  private static long after(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  @Test
  void whoMakesTooLittleProgressIsTooLate() {
    stage.enter(Phase.UPLOADING, Duration.ZERO);
    stage.progressed(Limits.LEAST_PROGRESS - 1, LIMIT);
    assertTrue(stage.isExpired(after(Duration.ofSeconds(1))));
    stage.progressed(1, LIMIT);
    assertFalse(stage.isExpired(after(LIMIT.dividedBy(2))));
    assertTrue(stage.isExpired(after(LIMIT.multipliedBy(2))));
  }

  @Test
  void whatHasNoEndGetsNone() {
    stage.enter(Phase.ANSWERING, LIMIT);
    stage.stay();
    stage.renew(LIMIT);
    assertFalse(stage.isExpired(after(LIMIT.multipliedBy(2))));
    stage.close();
    assertTrue(stage.isOver());
    assertFalse(stage.isExpired(after(LIMIT)));
  }
}
