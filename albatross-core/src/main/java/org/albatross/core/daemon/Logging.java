package org.albatross.core.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Syslog;
import org.slf4j.LoggerFactory;

/**
 * Sets up logback by code: nothing is looked for on the class path and no XML parsed at start.
 * Logback finds it by its service file and begins with warnings on standard error.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    apply(context, Verbosity.WARNING, toStandardError(context, false));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Logs to standard error from now on. */
  public static void toStandardError(Verbosity verbosity, boolean color) {
    LoggerContext context = context();
    apply(context, verbosity, toStandardError(context, color));
  }

  /**
   * Logs to syslog from now on.
   *
   * @param program under which name
   */
  public static void toSyslog(Verbosity verbosity, String program) throws HostException {
    Syslog.open(program);
    SyslogAppender appender = new SyslogAppender();
    apply(context(), verbosity, appender);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Appender<ILoggingEvent> toStandardError(LoggerContext context, boolean color) {
    LineEncoder encoder = new LineEncoder(color);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    return appender;
  }

  private static void apply(
      LoggerContext context, Verbosity verbosity, Appender<ILoggingEvent> appender) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    appender.setContext(context);
    appender.start();
    root.setLevel(verbosity.level());
    root.addAppender(appender);
    // What a library says of itself at its start is nothing that -v -v is for.
    context.getLogger("io.netty").setLevel(least(verbosity.level(), Level.WARN));
  }

  private static Level least(Level one, Level other) {
    return one.isGreaterOrEqual(other) ? one : other;
  }
}
