package org.albatross.core.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.Instant;
import org.albatross.core.model.Text;
import org.albatross.core.model.Utf8;

/**
 * An event as a line: time (UTC), level, message. Foreign text in a message cannot begin a line of
 * its own. A stack trace follows, indented.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};
  private static final String RESET = "\033[0m";

  private final boolean color;

  LineEncoder(boolean color) {
    this.color = color;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(120);
    line.append(Instant.ofEpochMilli(event.getTimeStamp())).append(' ');
    if (color) {
      line.append(color(event.getLevel()));
    }
    line.append(level(event.getLevel()));
    if (color) {
      line.append(RESET);
    }
    line.append(": ");
    return Utf8.encode(line.append(text(event)).append('\n').toString());
  }

  /** The message and what was thrown, without a control character but for lines of the trace. */
  static String text(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(Text.escape(event.getFormattedMessage()));
    if (event.getThrowableProxy() != null) {
      ThrowableProxyUtil.asString(event.getThrowableProxy())
          .lines()
          .forEach(each -> text.append("\n  ").append(Text.escape(each)));
    }
    return text.toString();
  }

  private static String level(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "error";
      case Level.WARN_INT -> "warning";
      case Level.INFO_INT -> "info";
      default -> "debug";
    };
  }

  private static String color(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "\033[31m";
      case Level.WARN_INT -> "\033[33m";
      case Level.INFO_INT -> "\033[34m";
      default -> "\033[32m";
    };
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
