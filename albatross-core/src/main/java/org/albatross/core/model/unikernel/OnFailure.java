package org.albatross.core.model.unikernel;

import java.util.SortedSet;
import org.albatross.core.model.SortedSets;

/** What to do when a unikernel ends (docs/protocol/daemons.md, When a tender ends). */
public sealed interface OnFailure {
  /** Stay down. */
  record Quit() implements OnFailure {}

  /**
   * Start again.
   *
   * @param exitCodes on which exit codes; empty: on the default ones
   */
  record Restart(SortedSet<Long> exitCodes) implements OnFailure {
    public Restart {
      exitCodes = SortedSets.copyOf(exitCodes);
    }
  }
}
