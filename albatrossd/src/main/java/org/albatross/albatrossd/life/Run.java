package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.Optional;
import org.albatross.core.model.unikernel.ExitStatus;

/**
 * One launch of a unikernel, from the making of its devices until all is removed that it had.
 *
 * @param id no other run of this albatrossd has it
 * @param awaited whether somebody waits for it, and wants to see its console; else it runs with or
 *     without albatross-console, which reads the fifo when it is back
 * @param tender from the start of its process on
 * @param since when its process started
 * @param exit how the process ended, from then on
 * @param failure why it could not be started: it is cleaned up
 * @param deadline until when the stage may take
 */
public record Run(
    long id,
    boolean awaited,
    Stage stage,
    Optional<Tender> tender,
    Duration since,
    Optional<ExitStatus> exit,
    Optional<Throwable> failure,
    Optional<Duration> deadline) {

  /** What is being done. */
  public enum Stage {
    /** Fifo and taps are made. */
    FURNISHING,
    /** albatross-console is asked to read the fifo. */
    INTRODUCING,
    SPAWNING,
    RUNNING,
    /** The process was asked to end. */
    ENDING,
    /** All that it had is removed. */
    CLEANING
  }

  static Run furnishing(long id, boolean awaited) {
    return new Run(
        id,
        awaited,
        Stage.FURNISHING,
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Run at(Stage next) {
    return new Run(id, awaited, next, tender, since, exit, failure, Optional.empty());
  }

  Run until(Duration when) {
    return new Run(id, awaited, stage, tender, since, exit, failure, Optional.of(when));
  }

  Run running(Tender started, Duration now) {
    return new Run(
        id, awaited, Stage.RUNNING, Optional.of(started), now, exit, failure, Optional.empty());
  }

  Run exited(ExitStatus status) {
    return new Run(id, awaited, stage, tender, since, Optional.of(status), failure, deadline);
  }

  Run failed(Throwable why) {
    return new Run(id, awaited, stage, tender, since, exit, Optional.of(why), deadline);
  }

  /** Whether albatross-console has to read its fifo. */
  boolean isToBeRead() {
    return stage == Stage.SPAWNING || stage == Stage.RUNNING || stage == Stage.ENDING;
  }
}
