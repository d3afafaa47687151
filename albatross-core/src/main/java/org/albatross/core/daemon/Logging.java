package org.albatross.core.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.OutputStream;
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

  /** Logs an error with its trace to nowhere, so that all that it takes is there from now on. */
  static void rehearse() {
    LoggerContext context = context();
    LineEncoder encoder = new LineEncoder(false);
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> nowhere = new OutputStreamAppender<>();
    nowhere.setContext(context);
    nowhere.setEncoder(encoder);
    nowhere.setOutputStream(OutputStream.nullOutputStream());
    nowhere.start();
    Logger logger = context.getLogger(Logging.class.getName() + ".rehearsal");
    logger.setAdditive(false);
    logger.setLevel(Level.ERROR);
    logger.addAppender(nowhere);
    Throwable cause = new IllegalStateException("a rehearsal", new IllegalStateException());
    logger.error("{} {} {}", "this", "is", "one");
    logger.error("and its trace", cause);
    logger.detachAndStopAllAppenders();
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
    ThresholdFilter wanted = new ThresholdFilter();
    wanted.setLevel(verbosity.level().toString());
    wanted.start();
    appender.clearAllFilters();
    appender.addFilter(wanted);
    root.addAppender(appender);
    // What a library says of itself at its start is nothing that -v -v is for. Its warnings are
    // looked at even where nothing is to be logged.
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.resetTurboFilterList();
    context.addTurboFilter(new ErrorWatch());
  }
}
