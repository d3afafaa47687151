package org.albatross.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the program starts and ends. */
@Timeout(60)
class ConsoleStartIT {
  @TempDir Path directory;

  @Test
  void toldToEndItEndsInOrder() throws Exception {
    try (ConsoleProcess console = ConsoleProcess.start(directory, "-v")) {
      try (Peer client = console.connect()) {
        client.subscribe(":a", 1);
        assertEquals(0, console.terminate());
        assertTrue(client.isClosed());
      }
      assertTrue(console.errors().contains("albatross-console ends"), console.errors());
    }
  }

  @Test
  void toldToEndWhileAUnikernelFloodsItEnds() throws Exception {
    try (ConsoleProcess console = ConsoleProcess.start(directory);
        Peer link = console.connect()) {
      console.makeFifo(":yes");
      link.add(":yes", 1);
      Process yes =
          new ProcessBuilder("yes")
              .redirectOutput(console.fifo(":yes").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertEquals(0, console.terminate());
      // The fifo has no reader any more.
      yes.waitFor();
    }
  }

  @Test
  void aStaleSocketIsReplacedAndALiveOneIsNot() throws Exception {
    try (ConsoleProcess killed = ConsoleProcess.start(directory)) {
      assertTrue(killed.isAlive());
    }
    ConsoleProcess.await(() -> Files.exists(directory.resolve("util/console.sock")));
    try (ConsoleProcess first = ConsoleProcess.start(directory)) {
      ConsoleProcess.await(() -> answers(first));
      try (ConsoleProcess second = ConsoleProcess.launch(directory, List.of())) {
        assertEquals(123, second.exitCode());
        assertTrue(second.errors().contains("another daemon answers there"), second.errors());
      }
      assertTrue(answers(first));
    }
  }

  private static boolean answers(ConsoleProcess console) throws Exception {
    try (Peer client = console.connect()) {
      return client.inactive(":").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aWrongOptionIsAUsageError() throws Exception {
    for (String wrong : new String[] {"--nonsense", "--max-subscribers=0", "--color=blue"}) {
      try (ConsoleProcess console = ConsoleProcess.launch(directory, List.of(), wrong)) {
        assertEquals(124, console.exitCode());
        assertTrue(console.errors().startsWith("albatross-console: "), console.errors());
      }
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsSaid() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (ConsoleProcess console = ConsoleProcess.launch(file, List.of())) {
      assertEquals(123, console.exitCode());
      assertTrue(console.errors().contains("cannot make the directory"), console.errors());
    }
  }

  @Test
  void withoutASocketOfSystemdItSaysSo() throws Exception {
    try (ConsoleProcess console =
        ConsoleProcess.launch(directory, List.of(), "--systemd-socket-activation")) {
      assertEquals(123, console.exitCode());
      assertTrue(console.errors().contains("systemd handed no socket over"), console.errors());
    }
  }

  @Test
  void aSocketOfSystemdIsServed() throws Exception {
    Path activate = Path.of("/usr/bin/systemd-socket-activate");
    assumeTrue(Files.isExecutable(activate), "needs " + activate);
    Path socket = directory.resolve("activated.sock");
    try (ConsoleProcess console =
        ConsoleProcess.launch(
            directory,
            List.of(activate.toString(), "-l", socket.toString()),
            "--systemd-socket-activation")) {
      ConsoleProcess.await(() -> Files.exists(socket));
      for (int i = 0; i < 3; i++) {
        try (Peer client = ConsoleProcess.connect(socket)) {
          assertEquals(List.of(), client.inactive(":"));
        }
      }
      assertEquals(0, console.terminate());
    }
  }

  @Test
  void syslogTakesTheLog() throws Exception {
    try (ConsoleProcess console = ConsoleProcess.start(directory, "--syslog", "-vv")) {
      assertTrue(answers(console));
      assertEquals(0, console.terminate());
      assertEquals("", console.errors());
    }
  }
}
