package org.albatross.albatrossd.life;

import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.store.StoredUnikernel;

/** What happened. */
public sealed interface Event {
  /**
   * Somebody asked for something, and is answered once ({@link Action.Answer}).
   *
   * @param ticket under which the answer is waited for
   */
  record Asked(long ticket, Name name, Request request) implements Event {}

  /** What the host has: came of {@link Action.Look}. */
  record HostKnown(Name name, long run, Policy root) implements Event {}

  /** Came of {@link Action.Prepare}. */
  record Ready(Name name, long run, Prepared prepared) implements Event {}

  /** Came of {@link Action.Furnish}. */
  record Furnished(Name name, long run) implements Event {}

  /** albatross-console reads its fifo: came of {@link Action.Introduce}. */
  record Introduced(Name name, long run) implements Event {}

  /** Came of {@link Action.Spawn}. */
  record Spawned(Name name, long run, Tender tender) implements Event {}

  /** Its process ended, asked to or not. */
  record Exited(Name name, long run, ExitStatus status) implements Event {}

  /** Came of {@link Action.CleanUp}. */
  record CleanedUp(Name name, long run) implements Event {}

  /** A job came to nothing. */
  record Failed(Name name, long run, Job job, Throwable why) implements Event {}

  /** Which job. */
  enum Job {
    LOOK,
    PREPARE,
    /** Nothing of it is left. */
    FURNISH,
    INTRODUCE,
    /** What was made is still there. */
    SPAWN,
    CLEAN_UP
  }

  /**
   * Came of {@link Action.Save}.
   *
   * @param failure absent: what was asked for is on the disk
   */
  record Saved(long save, Optional<Throwable> failure) implements Event {}

  /** Something may be due. */
  record TimeCame() implements Event {}

  /** albatross-console was away, and knows of nothing. */
  record ConsoleBack() implements Event {}

  /**
   * What the state had at the start.
   *
   * @param root what this host has, where that is known
   */
  record Restore(NameTrie<StoredUnikernel> configs, Optional<Policy> root) implements Event {}

  /** albatrossd is to end, and all tenders with it. */
  record Stop() implements Event {}
}
