package org.albatross.core.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.albatross.core.host.Syslog;

/** Hands what is logged to syslog(3), which adds the time. */
final class SyslogAppender extends AppenderBase<ILoggingEvent> {
  @Override
  protected void append(ILoggingEvent event) {
    Syslog.Priority priority = priority(event.getLevel());
    LineEncoder.text(event).lines().forEach(line -> Syslog.log(priority, line));
  }

  private static Syslog.Priority priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> Syslog.Priority.ERROR;
      case Level.WARN_INT -> Syslog.Priority.WARNING;
      case Level.INFO_INT -> Syslog.Priority.INFO;
      default -> Syslog.Priority.DEBUG;
    };
  }
}
