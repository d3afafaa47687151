package org.albatross.albatrossd.unikernel;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.unikernel.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of tenders that ended by themselves, so that a crash loop is seen where nobody asked for
 * more than warnings, and does not fill the disk: one warning in {@link #PAUSE} for each unikernel,
 * and {@link #MOST} for all. What is not a warning is told at the level of all that goes on. Used
 * on the loop's thread only.
 */
final class EndsLog {
  private static final Logger LOG = LoggerFactory.getLogger(EndsLog.class);

  static final Duration PAUSE = Duration.ofSeconds(30);
  static final int MOST = 100;

  private static final int SIGTERM = 15;

  /** When each was warned of last, within the pause; no more than {@link #MOST}. */
  private final Map<String, Instant> warned = new HashMap<>();

  /**
   * One ended though nobody asked it to.
   *
   * @param restarts how often it was started again, with the one that follows
   * @param delay until it starts again; absent: it stays down
   */
  void ended(Name name, ExitStatus status, long restarts, Optional<Duration> delay, Instant now) {
    String what =
        delay.isPresent()
            ? "restart %s in %s s".formatted(restarts, seconds(delay.get()))
            : "it stays down";
    if ((delay.isPresent() || isCrash(status)) && mayWarn(name, now)) {
      LOG.warn("{} ended: {}, {}", name, status, what);
    } else {
      LOG.info("{} ended: {}, {}", name, status, what);
    }
  }

  /** Of SIGTERM whoever sent it knows: a supervisor that ends all of a service at once. */
  private static boolean isCrash(ExitStatus status) {
    return status instanceof ExitStatus.Signalled signalled && signalled.signal() != SIGTERM;
  }

  private boolean mayWarn(Name name, Instant now) {
    // Also what lies ahead: the clock may have been set back.
    warned.values().removeIf(last -> Duration.between(last, now).abs().compareTo(PAUSE) >= 0);
    return warned.size() < MOST && warned.putIfAbsent(name.text(), now) == null;
  }

  private static String seconds(Duration delay) {
    return String.format(Locale.ROOT, "%.1f", delay.toMillis() / 1000.0);
  }
}
