package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.albatross.testkit.Tenders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person at a terminal sees: tmux is the terminal. */
@Timeout(180)
class TopIT {
  private static final Path JAVA_25 = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64/bin/java");

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static Sandbox sandbox;
  private static int terminals;

  static Stream<Path> javas() {
    return Stream.of(JAVA, JAVA_25).filter(Files::isExecutable).distinct();
  }

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(Tenders.onPath("tmux").isPresent(), "no tmux: apt-get install tmux");
    sandbox = Sandbox.started();
    sandbox.startStats("--interval", "1");
    sandbox.client("create", "foo:tick", sandbox.image("ticker").toString()).ok();
    sandbox.client("create", "sleeps", sandbox.image("sleeper").toString()).ok();
  }

  @AfterAll
  static void close() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  /** The last one may not be quite gone. */
  @BeforeEach
  void takeAnotherTerminal() throws Exception {
    terminals++;
    Files.deleteIfExists(sandbox.file("errors"));
    Files.deleteIfExists(sandbox.file("end"));
  }

  @AfterEach
  void closeTheTerminal() throws Exception {
    try {
      tmux("kill-server");
    } catch (AssertionError e) {
      assertTrue(
          e.getMessage().contains("no server") || e.getMessage().contains("error connecting"),
          e.getMessage());
    }
  }

  private static String tmux(String... arguments) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                "tmux",
                "-u",
                "-S",
                sandbox.file("tmux" + terminals).toString(),
                "-f",
                "/dev/null"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  /** Runs the client in a terminal of this size; what it says on the side goes to a file. */
  private void run(Path java, int columns, int rows, String command) throws Exception {
    run("", java, columns, rows, command);
  }

  /** The same after something else in the same shell. */
  private void run(String before, Path java, int columns, int rows, String command)
      throws Exception {
    String client =
        "LC_ALL=C.UTF-8 ALBATROSS_ARCHIVE=off ALBATROSS_JAVA=%s %s/bin/albatross-client %s --tmpdir %s"
            .formatted(java, System.getProperty("albatross.tree"), command, sandbox.run());
    tmux(
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        Integer.toString(rows),
        "echo before; %s %s 2>%s; echo ended with $? | tee %s; stty -a; cat"
            .formatted(before, client, sandbox.file("errors"), sandbox.file("end")));
  }

  private String screen() {
    try {
      return tmux("capture-pane", "-p");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitScreen(String what, String expected) throws Exception {
    try {
      Sandbox.eventually(what, () -> screen().contains(expected));
    } catch (AssertionError e) {
      throw new AssertionError(screen() + Files.readString(sandbox.file("errors")), e);
    }
  }

  private String row(String name) {
    return screen().lines().filter(line -> line.startsWith(name)).findFirst().orElse("");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void topIsSortedResizedAndLeavesTheTerminalAsItWas(Path java) throws Exception {
    run(java, 110, 20, "top");
    awaitScreen("both are there", "2 unikernels");
    awaitScreen("the keys", "q quit");
    Sandbox.eventually("a rate", () -> row("foo:tick").matches("foo:tick +\\d+\\.\\d .*"));
    assertTrue(row("foo:tick").contains("░"), screen());
    assertFalse(screen().contains("before"), "it has the whole screen");
    tmux("send-keys", "n");
    awaitScreen("sorted by name", "by name");
    List<String> rows = screen().lines().toList();
    assertTrue(rows.get(3).startsWith("sleeps"), screen());
    assertTrue(rows.get(4).startsWith("foo:tick"), screen());
    tmux("send-keys", "r");
    awaitScreen("the other way round", "by name, reversed");
    assertTrue(screen().lines().toList().get(3).startsWith("foo:tick"), screen());
    tmux("resize-window", "-x", "60", "-y", "5");
    Sandbox.eventually(
        "it fits the smaller screen", () -> screen().lines().toList().get(4).startsWith("q quit"));
    tmux("send-keys", "Down");
    Sandbox.eventually("scrolled", () -> !row("sleeps").isEmpty());
    tmux("resize-window", "-x", "110", "-y", "40");
    awaitScreen("it fits the larger screen", "2 unikernels");
    tmux("send-keys", "q");
    awaitScreen("the end", "ended with 0");
    assertTrue(screen().contains("before"), screen());
    assertTrue(screen().contains(" echo "), "echo is on again: " + screen());
    assertEquals("", Files.readString(sandbox.file("errors")));
  }

  @ParameterizedTest
  @MethodSource("javas")
  void controlCEndsTopInOrder(Path java) throws Exception {
    run(java, 110, 20, "top --name foo:");
    awaitScreen("one is there", "1 unikernel ");
    tmux("send-keys", "C-c");
    awaitScreen("the end", "ended with 0");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void theEndOfTheStreamEndsTopAndIsSaid(Path java) throws Exception {
    run(java, 110, 20, "top");
    awaitScreen("both are there", "2 unikernels");
    sandbox.stop("albatross-stats");
    try {
      awaitScreen("the end", "ended with 121");
      assertTrue(Files.readString(sandbox.file("errors")).contains("ended the stream"));
    } finally {
      sandbox.startStats("--interval", "1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"export TERM=xterm-ghostty;", "export TERM=;", "unset TERM;"})
  void aTerminalThatThisHostDoesNotKnowIsDrawnOnInPlainAnsi(String before) throws Exception {
    run(before, JAVA, 110, 20, "top");
    awaitScreen("both are there", "2 unikernels");
    Sandbox.eventually("a rate", () -> row("foo:tick").matches("foo:tick +\\d+\\.\\d .*"));
    assertTrue(screen().lines().toList().get(2).startsWith("NAME"), screen());
    assertFalse(screen().contains("before"), "it has the whole screen");
    tmux("send-keys", "q");
    awaitScreen("the end", "ended with 0");
    assertFalse(screen().contains("q quit"), "what comes next takes the line of the keys");
    assertEquals("", Files.readString(sandbox.file("errors")));
  }

  @Test
  void aTerminalWhoseCursorCannotBeMovedIsRefusedAndStatsIsNamed() throws Exception {
    run("export TERM=dumb;", JAVA, 110, 20, "top");
    awaitScreen("the end", "ended with 123");
    String errors = Files.readString(sandbox.file("errors"));
    assertTrue(errors.contains("the cursor of TERM=dumb"), errors);
    assertTrue(errors.contains("albatross-client stats"), errors);
    assertEquals(2, errors.lines().count(), errors);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "trap '' HUP;"})
  void aTerminalThatGoesAwayEndsTopWithoutAStackTrace(String before) throws Exception {
    run(before, JAVA, 110, 20, "top");
    awaitScreen("both are there", "2 unikernels");
    List<ProcessHandle> tops = tops();
    assertFalse(tops.isEmpty());
    tmux("kill-server");
    Sandbox.eventually("it ended", () -> tops.stream().noneMatch(ProcessHandle::isAlive));
    String errors = Files.readString(sandbox.file("errors"));
    assertFalse(errors.contains("Exception") || errors.contains("IOError"), errors);
    assertFalse(errors.contains("\tat "), errors);
    if (!before.isEmpty()) {
      assertTrue(errors.contains("the terminal is gone"), errors);
      Sandbox.eventually(
          "its exit code", () -> text(sandbox.file("end")).equals("ended with 123\n"));
    }
  }

  private List<ProcessHandle> tops() {
    String directory = sandbox.run().toString();
    return ProcessHandle.allProcesses()
        .filter(process -> text(Path.of("/proc/" + process.pid() + "/cmdline")).contains("top\0"))
        .filter(process -> text(Path.of("/proc/" + process.pid() + "/cmdline")).contains(directory))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @MethodSource("javas")
  void topWorksOverTls(Path java) throws Exception {
    Remote remote = Remote.generated(sandbox);
    try {
      remote.client("add-policy user 4 --mem 64 --csr").ok();
      remote.client("sign cacert.pem db ca.key user.req").ok();
      sandbox.client("create", "user:team:hello", sandbox.image("ticker").toString()).ok();
      run(
          java,
          110,
          20,
          "top --ca %s --ca-key %s --server-ca %s --destination %s"
              .formatted(
                  remote.file("user.pem"),
                  remote.file("user.key"),
                  remote.file("cacert.pem"),
                  remote.destination()));
      awaitScreen("what is below the certificate's path", "1 unikernel ");
      Sandbox.eventually("a rate", () -> row("team:hello").matches("team:hello +\\d+\\.\\d .*"));
      tmux("send-keys", "q");
      awaitScreen("the end", "ended with 0");
      assertEquals("", Files.readString(sandbox.file("errors")));
    } finally {
      remote.close();
      sandbox.client("destroy", "user:team:hello").ok();
    }
  }

  @ParameterizedTest
  @MethodSource("javas")
  void statsDrawsItsTableOverItself(Path java) throws Exception {
    run(java, 80, 20, "stats");
    Sandbox.eventually("a rate", () -> row("foo:tick").matches("foo:tick +\\d+\\.\\d .*"));
    Sandbox.eventually("both", () -> row("sleeps").matches("sleeps +[0-9.]+ .* B .*"));
    assertEquals(1, screen().lines().filter(line -> line.startsWith("NAME")).count(), screen());
    tmux("send-keys", "C-c");
    awaitScreen("the end", "ended with");
    assertEquals("", Files.readString(sandbox.file("errors")));
  }
}
