package org.albatross.core.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Marker;

/**
 * Looks at what is logged for an Error that somebody caught and went on from, as netty does with
 * what its tasks, listeners and handlers throw: that has to be the end of the daemon, too ({@link
 * LastWords#heed}). Of libraries only warnings count: at their start they look for what there need
 * not be.
 */
final class ErrorWatch extends TurboFilter {
  private static final String OURS = "org.albatross.";
  private static final String LAST_WORDS = LastWords.class.getName();

  @Override
  public FilterReply decide(
      Marker marker,
      Logger logger,
      Level level,
      String format,
      Object[] parameters,
      Throwable thrown) {
    String name = logger.getName();
    boolean counts = name.startsWith(OURS) || level.isGreaterOrEqual(Level.WARN);
    if (counts && !name.startsWith(LAST_WORDS)) {
      if (thrown != null) {
        LastWords.heed(thrown);
      } else if (parameters != null
          && parameters.length > 0
          && parameters[parameters.length - 1] instanceof Throwable last) {
        LastWords.heed(last);
      }
    }
    return FilterReply.NEUTRAL;
  }
}
