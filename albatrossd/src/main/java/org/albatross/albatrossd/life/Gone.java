package org.albatross.albatrossd.life;

import java.time.Duration;

/**
 * A unikernel that ended for good a moment ago. The state has it a little longer: whoever ends
 * albatrossd may end all tenders with it, as systemd does when it stops a service or the host, and
 * then the next start has to bring them back. And for some seconds it can be told how it ended, to
 * whoever has just created it.
 *
 * @param since when it ended
 * @param kept whether the state still has it
 */
public record Gone(Unikernel unikernel, Duration since, boolean kept) {
  /** From the end of a tender until the signal for albatrossd has come, on a busy host. */
  public static final Duration GRACE = Duration.ofSeconds(1);

  /** For how long it can be told how it ended. */
  public static final Duration TOLD = Duration.ofSeconds(10);

  /** How many can be told of, besides those that are kept. */
  static final int MOST = 256;

  Gone lost() {
    return new Gone(unikernel, since, false);
  }
}
