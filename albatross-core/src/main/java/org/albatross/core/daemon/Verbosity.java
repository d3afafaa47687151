package org.albatross.core.daemon;

import ch.qos.logback.classic.Level;
import java.util.Locale;

/** What is logged: the given level and everything more important. */
public enum Verbosity {
  QUIET,
  /** What a program says as its result; daemons say nothing of that kind. */
  APP,
  ERROR,
  WARNING,
  INFO,
  DEBUG;

  Level level() {
    return switch (this) {
      case QUIET, APP -> Level.OFF;
      case ERROR -> Level.ERROR;
      case WARNING -> Level.WARN;
      case INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
    };
  }

  /** The level as it is written on a command line and in the log. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
