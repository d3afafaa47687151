package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daemons that start, end, are started again, and are missed. */
class LifeIT {
  private Sandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = new Sandbox();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  @Test
  void albatrossdStartedAgainBringsAllBack() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.client("add-policy", "a", "4", "--mem", "100").ok();
    sandbox.client("create", "a:one", sandbox.image("sleeper").toString()).ok();
    sandbox.client("create", "a:two", sandbox.image("ticker").toString(), "--startup", "1").ok();
    assertEquals(0, sandbox.stop("albatrossd"));
    assertEquals(List.of(), sandbox.leftovers());
    assertEquals(List.of(), sandbox.taps());
    sandbox.startAlbatrossd();
    Sandbox.eventually("both run again", () -> starts("a:one") == 2 && starts("a:two") == 2);
    String log = sandbox.log("albatrossd");
    assertTrue(log.lastIndexOf("started a:two") < log.lastIndexOf("started a:one"), log);
    assertEquals(2, sandbox.tenders().size());
    assertTrue(sandbox.client("policy").ok().out().contains("a:"));
  }

  /** systemd ends all processes of a service at once, and albatrossd is not the first to notice. */
  @Test
  void albatrossdEndedTogetherWithItsTendersBringsAllBack() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.client("create", "a:one", sandbox.image("sleeper").toString()).ok();
    sandbox.client("create", "a:two", sandbox.image("ticker").toString()).ok();
    for (ProcessHandle tender : sandbox.tenders()) {
      assertTrue(tender.destroy());
    }
    Sandbox.eventually("all have ended", () -> sandbox.tenders().isEmpty());
    assertEquals(0, sandbox.stop("albatrossd"));
    sandbox.startAlbatrossd();
    Sandbox.eventually("both run again", () -> starts("a:one") == 2 && starts("a:two") == 2);
  }

  private long starts(String name) {
    return sandbox.log("albatrossd").lines().filter(l -> l.contains("started " + name)).count();
  }

  @Test
  void albatrossConsoleStartedAgainIsFoundAgain() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.client("create", "a:tick", sandbox.image("ticker").toString()).ok();
    sandbox.stop("albatross-console");
    Sandbox.Outcome refused = sandbox.client("create", "b", sandbox.image("sleeper").toString());
    assertEquals(117, refused.code());
    assertTrue(refused.err().contains("albatross-console"), refused.err());
    sandbox.startConsole();
    Sandbox.eventually(
        "albatrossd is back",
        () -> sandbox.log("albatrossd").contains("albatross-console is back"));
    sandbox.client("create", "b", sandbox.image("sleeper").toString()).ok();
    Sandbox.eventually("the console of what ran before goes on", this::consoleHasLines);
  }

  private boolean consoleHasLines() {
    try {
      Process process =
          new ProcessBuilder(
                  "timeout",
                  "3",
                  System.getProperty("albatross.tree") + "/bin/albatross-client",
                  "console",
                  "a:tick",
                  "--tmpdir",
                  sandbox.run().toString())
              .start();
      return new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .contains("tick ");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whatEndsWhileAlbatrossConsoleIsAwayIsStartedAgainAllTheSame() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.client("create", "a:tick", sandbox.image("ticker").toString(), "--restart").ok();
    sandbox.stop("albatross-console");
    sandbox.tenders().get(0).destroyForcibly();
    Sandbox.eventually("it runs again", () -> starts("a:tick") == 2);
    String info = sandbox.client("info", "--name", "a:tick").ok().out();
    assertTrue(info.contains("last exit   signal 9 (SIGKILL)"), info);
    sandbox.startConsole();
    Sandbox.eventually("its console is there", this::consoleHasLines);
    sandbox.client("destroy", "a:tick").ok();
  }

  @Test
  void withoutTheConsoleAlbatrossdSaysWhatIsMissing() throws Exception {
    Process process = sandbox.launch("albatrossd", List.of("--dbdir", sandbox.db().toString()));
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(123, process.exitValue());
    assertTrue(sandbox.log("albatrossd").contains("start it first"), sandbox.log("albatrossd"));
  }

  @Test
  void withoutAlbatrossdTheClientSaysWhatIsMissing() throws Exception {
    Sandbox.Outcome outcome = sandbox.client("info");
    assertEquals(122, outcome.code());
    assertTrue(outcome.err().contains("albatrossd"), outcome.err());
  }

  @Test
  void aSecondAlbatrossdOnTheSameSocketIsRefusedAndTheFirstGoesOn() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    Process second =
        sandbox.launch("albatrossd", List.of("--dbdir", sandbox.file("db2").toString()));
    assertTrue(second.waitFor(30, TimeUnit.SECONDS));
    assertEquals(123, second.exitValue());
    sandbox.client("info").ok();
  }

  /** A tender reads the name of a block device up to the first blank. */
  @Test
  void aDbdirWithABlankIsRefusedAndNotMade() throws Exception {
    Path blank = sandbox.file("my db");
    Process process = sandbox.launch("albatrossd", List.of("--dbdir", blank.toString()));
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(123, process.exitValue());
    String log = sandbox.log("albatrossd");
    assertTrue(log.contains("--dbdir: \"" + blank + "\" has a blank"), log);
    assertFalse(Files.exists(blank));
  }

  @Test
  void aStateThatCannotBeReadIsNotOverwritten() throws Exception {
    sandbox.startConsole();
    Files.write(sandbox.db().resolve("state"), new byte[] {1, 2, 3});
    Process process = sandbox.launch("albatrossd", List.of("--dbdir", sandbox.db().toString()));
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(123, process.exitValue());
    assertTrue(sandbox.log("albatrossd").contains("cannot be read"));
    assertEquals(3, Files.size(sandbox.db().resolve("state")));
  }

  @Test
  void withTooFewDescriptorsAlbatrossdGoesOn() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.client("create", "few", sandbox.image("sleeper").toString()).ok();
    long pid = sandbox.daemon("albatrossd").pid();
    int limit = sandbox.descriptors("albatrossd") + 3;
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid=" + pid, "--nofile=" + limit + ":4096").start();
    assertEquals(0, prlimit.waitFor());
    java.util.ArrayList<AutoCloseable> open = new java.util.ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(sandbox.connect("vmmd"));
    }
    Sandbox.eventually(
        "it says so", () -> sandbox.log("albatrossd").contains("cannot accept a connection"));
    for (AutoCloseable each : open) {
      each.close();
    }
    assertTrue(sandbox.client("info").ok().out().contains("few"));
    assertEquals(1, sandbox.tenders().size());
  }

  @Test
  void systemdHandsItsSocketOver() throws Exception {
    sandbox.startConsole();
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.isExecutable(java.nio.file.Path.of("/usr/bin/systemd-socket-activate")));
    java.nio.file.Path socket = sandbox.run().resolve("util/vmmd.sock");
    Process process =
        new ProcessBuilder(
                "systemd-socket-activate",
                "-l",
                socket.toString(),
                System.getProperty("albatross.tree") + "/bin/albatrossd",
                "--systemd-socket-activation",
                "--tmpdir",
                sandbox.run().toString(),
                "--dbdir",
                sandbox.db().toString())
            .redirectErrorStream(true)
            .redirectOutput(sandbox.file("activated.log").toFile())
            .start();
    try {
      Sandbox.eventually("systemd listens", () -> Files.exists(socket));
      assertEquals("no unikernels", sandbox.client("info").ok().out().strip());
    } finally {
      process.toHandle().destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void statisticsAreToldOfAllThatRunsAndOfWhatStartsAndEnds() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.client("create", "a:before", sandbox.image("sleeper").toString()).ok();
    try (FrameChannel stats = sandbox.connect("vmmd")) {
      stats.send(Wire.encode(new Message(5, Name.ROOT, new StatsCommand.Initial())));
      assertEquals(
          new Message(5, Name.ROOT, new Success.Empty()),
          Wire.decode(stats.receive().orElseThrow()));
      assertTold(stats, "a:before", true);
      sandbox.client("create", "a:after", sandbox.image("sleeper").toString()).ok();
      assertTold(stats, "a:after", true);
      sandbox.client("destroy", "a:before").ok();
      assertTold(stats, "a:before", false);
    }
    sandbox.client("destroy", "a:after").ok();
  }

  /** As the original's albatross-stats answers where a process has ended already. */
  @Test
  void thatStatisticsFindNoProcessIsNoWarning() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd("-v", "-v");
    try (FrameChannel stats = sandbox.connect("vmmd")) {
      stats.send(Wire.encode(new Message(5, Name.ROOT, new StatsCommand.Initial())));
      assertEquals(
          new Message(5, Name.ROOT, new Success.Empty()),
          Wire.decode(stats.receive().orElseThrow()));
      sandbox.client("create", "gone", sandbox.image("sleeper").toString()).ok();
      Message told = Wire.decode(stats.receive().orElseThrow());
      stats.send(Wire.encode(told.reply(new Payload.Failure("there is no process 7"))));
      Sandbox.eventually(
          "it is told", () -> sandbox.log("albatrossd").contains("there is no process 7"));
    }
    String log = sandbox.log("albatrossd");
    assertTrue(log.contains("debug: statistics of gone: "), log);
    sandbox.client("destroy", "gone").ok();
  }

  private void assertTold(FrameChannel stats, String name, boolean added) throws Exception {
    Message told = Wire.decode(stats.receive().orElseThrow());
    assertEquals(Name.parse(name), told.name());
    if (added) {
      StatsCommand.Add add = assertInstanceOf(StatsCommand.Add.class, told.payload());
      assertTrue(sandbox.tenders().stream().anyMatch(tender -> tender.pid() == add.pid()));
    } else {
      assertEquals(new StatsCommand.Remove(), told.payload());
    }
    stats.send(Wire.encode(told.reply(new Success.Empty())));
  }
}
