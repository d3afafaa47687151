package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.store.StoredUnikernel;

/** What is to be done. Of most something comes back as an {@link Event}. */
public sealed interface Action {
  /** Find out what the host has. */
  record Look(Name name, long run) implements Action {}

  /**
   * Check image, tender, manifest and bridges.
   *
   * @param awaited whether it needs albatross-console
   */
  record Prepare(Name name, long run, StoredUnikernel config, boolean awaited) implements Action {}

  /** Make fifo and taps. */
  record Furnish(Name name, long run, StoredUnikernel config, Prepared prepared)
      implements Action {}

  /**
   * Have albatross-console read the fifo.
   *
   * @param rings how many consoles the path may keep
   */
  record Introduce(Name name, long run, long rings) implements Action {}

  /** Start the process of what was furnished. */
  record Spawn(Name name, long run) implements Action {}

  /** Ask the process to end. */
  record Terminate(Name name, long run) implements Action {}

  /** End the process by force. */
  record Kill(Name name, long run) implements Action {}

  /** Remove all that a run had, whose process has ended or was never started. */
  record CleanUp(Name name, long run) implements Action {}

  /**
   * Write what the state is after this event.
   *
   * @param loss whether it is enough that what is gone is gone from the disk
   */
  record Save(long save, boolean loss) implements Action {}

  /** The image of this configuration stays until {@link Release}, whatever the state names. */
  record Hold(long run, StoredUnikernel config) implements Action {}

  record Release(long run) implements Action {}

  /** Answer who asked; absent: it was done. */
  record Answer(long ticket, Optional<Throwable> failure) implements Action {}

  /** Tell albatross-stats of a tender. */
  record TellStarted(Name name, Tender tender) implements Action {}

  /** Tell albatross-stats that it is gone. */
  record TellEnded(Name name) implements Action {}

  /**
   * Log that one ended by itself.
   *
   * @param restarts how often it was started again, with the one that follows
   * @param delay until it starts again; absent: it stays down
   */
  record LogEnd(Name name, ExitStatus status, long restarts, Optional<Duration> delay)
      implements Action {}

  /** Log something else. */
  record Log(Severity severity, String text) implements Action {}

  /** For whom a line of the log is. */
  enum Severity {
    ERROR,
    WARNING,
    INFO
  }

  /** Whatever could be started at the start is. */
  record AllStarted() implements Action {}

  /** After {@link Event.Stop}: nothing runs, and nothing is under way. */
  record AllEnded() implements Action {}
}
