package org.albatross.core.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.albatross.core.host.Syslog;
import org.albatross.core.host.Terminals;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs a daemon from its command line to the end of its process. */
public final class DaemonMain {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonMain.class);

  private final String program;
  private final DaemonCommand command;
  private final PrintStream out;
  private final PrintStream err;
  private final IntConsumer halt;

  private DaemonMain(
      String program, DaemonCommand command, PrintStream out, PrintStream err, IntConsumer halt) {
    this.program = program;
    this.command = command;
    this.out = out;
    this.err = err;
    this.halt = halt;
  }

  /** Serves until SIGTERM or SIGINT, then ends the process. */
  public static void main(DaemonCommand command, String... args) {
    // Ours does not ask for a locale; a library may, and what it writes is read by programs, too.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(command, System.out, System.err, Runtime.getRuntime()::halt, args));
  }

  /**
   * Serves until the end and gives the exit code (see {@link ExitCodes}).
   *
   * @param halt ends the process where it cannot be ended in order
   */
  static int run(
      DaemonCommand command, PrintStream out, PrintStream err, IntConsumer halt, String... args) {
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    DaemonMain main = new DaemonMain(line.getCommandName(), command, out, err, halt);
    return main.parse(line, args).orElseGet(main::serve);
  }

  /** The exit code if there is nothing to be run. */
  private OptionalInt parse(CommandLine line, String... args) {
    try {
      line.parseArgs(ofCmdliner(args));
      if (!line.isUsageHelpRequested() && !line.isVersionHelpRequested()) {
        command.check();
      }
    } catch (CommandLine.ParameterException e) {
      err.printf("%s: %s%n", program, LineErrors.sentence(e));
      err.printf("Try '%s --help' for more information.%n", program);
      return OptionalInt.of(ExitCodes.USAGE);
    }
    if (line.isUsageHelpRequested()) {
      line.usage(out);
      return OptionalInt.of(ExitCodes.SUCCESS);
    }
    if (line.isVersionHelpRequested()) {
      line.printVersionHelp(out);
      return OptionalInt.of(ExitCodes.SUCCESS);
    }
    return command.refusal();
  }

  /** The original's programs write their help in several ways; ours have one for all of them. */
  private static String[] ofCmdliner(String... args) {
    String[] line = args.clone();
    for (int i = 0; i < line.length && !line[i].equals("--"); i++) {
      line[i] = line[i].matches("--help=(auto|pager|groff|plain)") ? "--help" : line[i];
    }
    return line;
  }

  private int serve() {
    DaemonOptions options = command.options();
    boolean toStandardError = !options.syslog() && !options.quiet();
    LastWords.install(program, halt, toStandardError);
    HangUp.outlive();
    try {
      setUpLogging();
      HeapFloor.check(command.leastHeap(), Runtime.getRuntime().maxMemory());
      if (!command.takesSocket()) {
        SocketActivation.checkThatThereIsNone(System.getenv(), ProcessHandle.current().pid());
      }
      return serve(command.open());
    } catch (AlbatrossException | IOException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return brokenBy(e);
    }
  }

  private void setUpLogging() throws AlbatrossException {
    DaemonOptions options = command.options();
    if (options.syslog()) {
      Logging.toSyslog(options.verbosity(), program);
    } else {
      Logging.toStandardError(options.verbosity(), options.color().enabled(System.getenv()));
    }
  }

  private int serve(Daemon daemon) {
    ShutdownHook hook = ShutdownHook.install(daemon);
    int code = runAndClose(daemon);
    hook.ended(code);
    return code;
  }

  /**
   * An Error passes by all of this and ends the thread ({@link LastWords}): what is closed in order
   * may wait for who is gone.
   */
  private int runAndClose(Daemon daemon) {
    int ran = guarded(() -> run(daemon));
    int closed = guarded(daemon::close);
    return ran == ExitCodes.SUCCESS ? closed : ran;
  }

  private void run(Daemon daemon) throws AlbatrossException, IOException {
    LOG.info("{} starts", program);
    daemon.run();
    LOG.info("{} ends", program);
  }

  private interface Step {
    void run() throws AlbatrossException, IOException;
  }

  private int guarded(Step step) {
    try {
      step.run();
      return ExitCodes.SUCCESS;
    } catch (AlbatrossException | IOException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return brokenBy(e);
    }
  }

  /**
   * A person reads it on standard error, whatever is logged where; but where standard error is no
   * person's, and syslog has it, once is enough: systemd's journal has both.
   */
  private int failed(Exception e) {
    LOG.debug("ending", e);
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    boolean logged = command.options().syslog() && Syslog.isOpen();
    if (logged) {
      LOG.error("{}", message);
    }
    if (!logged || Terminals.isTerminal(Terminals.STANDARD_ERROR) || !Syslog.hasReader()) {
      err.printf("%s: %s%n", program, Text.escape(message));
    }
    return ExitCodes.OTHER_ERROR;
  }

  private int brokenBy(RuntimeException e) {
    LOG.error("internal error, {} ends", program, e);
    return ExitCodes.INTERNAL_ERROR;
  }
}
