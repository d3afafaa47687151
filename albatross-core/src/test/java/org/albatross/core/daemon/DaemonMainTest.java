package org.albatross.core.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.albatross.core.model.AlbatrossException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class DaemonMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicInteger halted = new AtomicInteger(-1);

  /** Serves nothing: its port is taken. */
  @Command(name = "albatross-test", description = "For tests.")
  private static class Refused extends DaemonCommand {
    @Override
    protected Daemon open() throws AlbatrossException {
      throw new AlbatrossException("cannot listen:\nsocket in use");
    }
  }

  /** Has nothing to do and ends. */
  @Command(name = "albatross-test")
  private static class Brief extends DaemonCommand {
    private boolean closed;

    @Override
    protected Daemon open() {
      return new Daemon() {
        @Override
        public void run() {}

        @Override
        public void stop() {}

        @Override
        public void close() {
          closed = true;
        }
      };
    }
  }

  /** Has a bug. */
  @Command(name = "albatross-test")
  private static class Broken extends DaemonCommand {
    @Override
    protected Daemon open() {
      throw new IllegalStateException("a bug");
    }
  }

  private int run(DaemonCommand command, String... args) {
    return DaemonMain.run(
        command,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        halted::set,
        args);
  }

  private static DaemonOptions parsed(String... args) {
    Brief command = new Brief();
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
    return command.options();
  }

  @Test
  void aWrongCommandLineIsAUsageErrorWithAHint() {
    assertEquals(ExitCodes.USAGE, run(new Refused(), "--nonsense\033[1m"));
    String said = err.toString(UTF_8);
    assertTrue(said.startsWith("albatross-test: there is no option \"--nonsense\\x1b[1m\""), said);
    assertTrue(said.contains("Try 'albatross-test --help'"), said);
  }

  @Test
  void whatAUserCanMendIsOneClearLine() {
    assertEquals(ExitCodes.OTHER_ERROR, run(new Refused()));
    assertEquals("albatross-test: cannot listen:\\nsocket in use\n", err.toString(UTF_8));
  }

  @Test
  void aBugIsAnInternalError() {
    assertEquals(ExitCodes.INTERNAL_ERROR, run(new Broken(), "--quiet"));
  }

  @Test
  void aDaemonIsClosedAtItsEnd() {
    Brief command = new Brief();
    assertEquals(ExitCodes.SUCCESS, run(command));
    assertTrue(command.closed);
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertEquals(ExitCodes.SUCCESS, run(new Refused(), "--help"));
    assertTrue(out.toString(UTF_8).contains("--systemd-socket-activation"));
    out.reset();
    assertEquals(ExitCodes.SUCCESS, run(new Refused(), "--version"));
    assertTrue(out.toString(UTF_8).startsWith("Albatross "));
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void warningsAreLoggedUnlessMoreOrLessIsAskedFor() {
    assertEquals(Verbosity.WARNING, parsed().verbosity());
    assertEquals(Verbosity.INFO, parsed("-v").verbosity());
    assertEquals(Verbosity.DEBUG, parsed("-vv").verbosity());
    assertEquals(Verbosity.DEBUG, parsed("-v", "--verbose", "-v").verbosity());
    assertEquals(Verbosity.ERROR, parsed("-v", "--verbosity", "error").verbosity());
    assertEquals(Verbosity.QUIET, parsed("-v", "--verbosity=debug", "-q").verbosity());
  }

  @Test
  void theDirectoryIsWhereItWasSaidToBe() {
    RuntimeDirectory directory = parsed("--tmpdir", "/tmp/x").runtimeDirectory();
    assertEquals(Path.of("/tmp/x/util/console.sock"), directory.consoleSocket());
    assertTrue(parsed().runtimeDirectory().root().endsWith("run/albatross"));
  }

  @Test
  void sizesHaveUnits() {
    assertEquals(17, parsed().maxMessage(17));
    assertEquals(64 << 20, parsed("--max-message", "64MiB").maxMessage(17));
    assertEquals(4096, parsed("--max-message", "4096").maxMessage(17));
    for (String wrong :
        new String[] {"0", "-1", "2GiB", "1MB", "many", "17179869185GiB", "99999999999999999999"}) {
      assertEquals(ExitCodes.USAGE, run(new Refused(), "--max-message", wrong), wrong);
    }
  }

  @Test
  void coloursAreLeftOutWhereNotWanted() {
    assertTrue(ColorMode.ALWAYS.enabled(Map.of("NO_COLOR", "1")));
    assertEquals(false, ColorMode.NEVER.enabled(Map.of("TERM", "xterm")));
    assertEquals(false, ColorMode.AUTO.enabled(Map.of("TERM", "xterm", "NO_COLOR", "1")));
    assertEquals(false, ColorMode.AUTO.enabled(Map.of("TERM", "dumb")));
    assertEquals(ColorMode.ALWAYS, parsed("--color", "always").color());
    assertEquals(ColorMode.AUTO, parsed().color());
  }
}
