package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** albatross-stats beside the other daemons. */
@Timeout(120)
class StatsIT {
  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
    sandbox.startStats("--interval", "1");
    Sandbox.eventually(
        "the link is there", () -> sandbox.log("albatross-stats").contains("linked"));
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  private static void send(FrameChannel channel, String name, Payload payload) throws Exception {
    channel.send(Wire.encode(new Message(9, Name.parse(name), payload)));
  }

  private static Optional<Message> receive(FrameChannel channel) throws Exception {
    Optional<byte[]> frame = channel.receive();
    return frame.isPresent() ? Optional.of(Wire.decode(frame.get())) : Optional.empty();
  }

  private static Payload ask(FrameChannel channel, String name, Payload payload) throws Exception {
    send(channel, name, payload);
    Message answer = receive(channel).orElseThrow();
    assertEquals(9, answer.sequence());
    assertEquals(Name.parse(name), answer.name());
    return answer.payload();
  }

  private FrameChannel subscribe(String name) throws Exception {
    FrameChannel channel = sandbox.connect("stat");
    assertEquals(new Success.Text("subscribed"), ask(channel, name, new StatsCommand.Subscribe()));
    return channel;
  }

  private static Stats stats(FrameChannel channel, String name) throws Exception {
    Message message = receive(channel).orElseThrow();
    assertEquals(0, message.sequence());
    assertEquals(Name.parse(name), message.name());
    return assertInstanceOf(Payload.StatsData.class, message.payload()).stats();
  }

  private Payload once(String name, Payload payload) throws Exception {
    try (FrameChannel channel = sandbox.connect("stat")) {
      return ask(channel, name, payload);
    }
  }

  private static StatsCommand.Add process(long pid) {
    return new StatsCommand.Add("", pid, List.of());
  }

  private static void assertRefused(String expected, Payload answer) {
    String message = assertInstanceOf(Payload.Failure.class, answer).message();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aRunningUnikernelIsSeenFromItsNameAndFromEveryPathAboveIt() throws Exception {
    sandbox.client("create", "a:b:tick", sandbox.image("ticker").toString()).ok();
    try (FrameChannel all = subscribe(":");
        FrameChannel path = subscribe("a:");
        FrameChannel one = subscribe("a:b:tick")) {
      Stats first = stats(all, "a:b:tick");
      assertTrue(first.memory().orElseThrow().vsize() > 0);
      assertEquals(kilobytes(sandbox.tenders().get(0).pid(), "VmHWM"), first.rusage().maxrss());
      assertEquals(List.of(), first.interfaces());
      assertEquals(Optional.empty(), first.vmm());
      long now = System.currentTimeMillis() / 1000;
      assertTrue(Math.abs(now - first.memory().orElseThrow().start().seconds()) < 60);
      stats(path, "b:tick");
      stats(one, ":tick");
      stats(one, ":tick");
    }
  }

  @Test
  void netsAreCountedUnderTheirNames() throws Exception {
    Assumptions.assumeTrue(Sandbox.isRoot(), "taps need root");
    sandbox.client("create-block", "storage", "1").ok();
    sandbox
        .client(
            "create",
            "devices",
            sandbox.image("devices").toString(),
            "--net",
            "service",
            "--block",
            "storage")
        .ok();
    try (FrameChannel all = subscribe(":")) {
      Stats.Interface net = stats(all, "devices").interfaces().get(0);
      assertEquals("service", net.name());
      assertEquals(1500, net.mtu());
      assertEquals(1, net.flags() & 1, "IFF_UP");
    }
  }

  @Test
  void whatEndsIsNotSentAnyMoreAndWhatStartsIs() throws Exception {
    sandbox.client("create", "one", sandbox.image("sleeper").toString()).ok();
    try (FrameChannel all = subscribe(":")) {
      stats(all, "one");
      sandbox.client("destroy", "one").ok();
      sandbox.client("create", "two", sandbox.image("sleeper").toString()).ok();
      Name two = Name.parse("two");
      while (!receive(all).orElseThrow().name().equals(two)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      stats(all, "two");
    }
  }

  @Test
  void albatrossdThatComesBackTellsAllAgain() throws Exception {
    sandbox.client("create", "one", sandbox.image("sleeper").toString()).ok();
    long pid = sandbox.tenders().get(0).pid();
    try (FrameChannel all = subscribe(":")) {
      stats(all, "one");
      assertEquals(0, sandbox.stop("albatrossd"));
      sandbox.startAlbatrossd();
      Sandbox.eventually(
          "the link is back",
          () ->
              sandbox.log("albatross-stats").lines().filter(l -> l.contains("linked")).count()
                  == 2);
      assertNotEquals(pid, sandbox.tenders().get(0).pid());
      stats(all, "one");
      stats(all, "one");
    }
  }

  @Test
  void processesThatCannotBeWatchedAreRefusedAndTheDaemonGoesOn() throws Exception {
    assertRefused("not -1", once("a", process(-1)));
    assertRefused("not 0", once("a", process(0)));
    assertRefused("not 4294967296", once("a", process(1L << 32)));
    assertRefused("no process 2147483647", once("a", process(Integer.MAX_VALUE)));
    assertRefused("is a path", once("a:", process(1)));
    assertRefused("no statistics of a", once("a:b", new StatsCommand.Remove()));
    assertRefused("stats add", once("a", new ConsoleCommand.Add(1)));
    assertRefused("stats add", once(":", new StatsCommand.Initial()));
    long pid = ProcessHandle.current().pid();
    String added = ((Success.Text) once("a:b", process(pid))).text();
    assertTrue(added.contains("\"java\"") && added.contains("no tender"), added);
    // The same name twice ended the original.
    assertEquals(new Success.Text(added), once("a:b", process(pid)));
    try (FrameChannel one = subscribe("a:b")) {
      assertTrue(stats(one, ":b").memory().orElseThrow().rss() > 0);
    }
    assertEquals(new Success.Text("removed"), once("a:b", new StatsCommand.Remove()));
    assertTrue(sandbox.daemon("albatross-stats").isAlive());
  }

  @Test
  void aProcessThatVanishesIsForgotten() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    once("gone", process(process.pid()));
    try (FrameChannel all = subscribe(":")) {
      stats(all, "gone");
      process.destroyForcibly();
      assertTrue(process.waitFor(10, TimeUnit.SECONDS));
      Sandbox.eventually(
          "it is noticed", () -> sandbox.log("albatross-stats").contains("of gone is gone"));
      assertRefused("no statistics of gone", once("gone", new StatsCommand.Remove()));
    }
  }

  @Test
  void aTapThatIsNotThereIsLeftOut() throws Exception {
    once(
        "tapless",
        new StatsCommand.Add(
            "", ProcessHandle.current().pid(), List.of(new StatsCommand.Tap("net", "vmmtap999"))));
    try (FrameChannel all = subscribe(":")) {
      assertEquals(List.of(), stats(all, "tapless").interfaces());
      Sandbox.eventually(
          "it is said",
          () -> sandbox.log("albatross-stats").contains("there is no interface vmmtap999"));
    }
  }

  @Test
  void aNewSubscriberOfANameTakesThePlaceOfTheOldOne() throws Exception {
    once("self", process(ProcessHandle.current().pid()));
    try (FrameChannel old = subscribe("self");
        FrameChannel other = subscribe(":");
        FrameChannel fresh = subscribe("self")) {
      Optional<Message> next = receive(old);
      while (next.isPresent()) {
        next = receive(old);
      }
      stats(fresh, ":self");
      stats(fresh, ":self");
      stats(other, "self");
    }
  }

  @Test
  void whoLooksOnTakesNobodysPlaceAndLosesNone() throws Exception {
    once("self", process(ProcessHandle.current().pid()));
    try (FrameChannel influx = subscribe(":")) {
      Process looking =
          new ProcessBuilder(
                  Sandbox.program("albatross-client"),
                  "stats",
                  "--tmpdir",
                  sandbox.run().toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var lines = looking.inputReader(java.nio.charset.StandardCharsets.UTF_8)) {
        assertTrue(lines.readLine().contains(" self "));
        try (FrameChannel again = subscribe(":")) {
          Optional<Message> next = receive(influx);
          while (next.isPresent()) {
            next = receive(influx);
          }
          for (int i = 0; i < 2; i++) {
            stats(again, "self");
            assertTrue(lines.readLine().contains(" self "));
          }
        }
      } finally {
        looking.destroy();
      }
    }
  }

  @Test
  void severalListenToOneNameWhereThatIsAllowed() throws Exception {
    sandbox.stop("albatross-stats");
    sandbox.startStats("--interval", "1", "--max-subscribers", "2");
    once("self", process(ProcessHandle.current().pid()));
    try (FrameChannel one = subscribe(":");
        FrameChannel two = subscribe(":")) {
      for (int i = 0; i < 3; i++) {
        stats(one, "self");
        stats(two, "self");
      }
    }
  }

  @Test
  void oneThatNeverReadsDoesNotSlowTheOthersNorFillTheMemory() throws Exception {
    try (FrameChannel adding = sandbox.connect("stat")) {
      for (int i = 0; i < 2000; i++) {
        assertInstanceOf(
            Success.Text.class, ask(adding, "many:n" + i, process(ProcessHandle.current().pid())));
      }
    }
    try (FrameChannel silent = subscribe("many:");
        FrameChannel reader = subscribe("many:n7")) {
      for (int i = 0; i < 5; i++) {
        stats(reader, ":n7");
      }
      // A round is about 1 MB: without a bound ten of them would wait by now.
      long pending = privateMemory();
      for (int i = 0; i < 5; i++) {
        stats(reader, ":n7");
      }
      assertTrue(privateMemory() < pending + 20_000, () -> "from " + pending + " kB");
      assertInstanceOf(Payload.StatsData.class, receive(silent).orElseThrow().payload());
    }
  }

  /** Of albatross-stats, in kB. */
  private long privateMemory() throws Exception {
    return kilobytes(sandbox.daemon("albatross-stats").pid(), "RssAnon");
  }

  private static long kilobytes(long pid, String key) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void garbageAndHugeFramesAreAnsweredAndCostOneConnection() throws Exception {
    for (byte[] garbage : new byte[][] {{1, 2, 3}, {0x30, (byte) 0x84, 0x7f, 0, 0, 0}}) {
      try (FrameChannel channel = sandbox.connect("stat")) {
        channel.send(garbage);
        assertInstanceOf(Payload.Failure.class, receive(channel).orElseThrow().payload());
        assertEquals(Optional.empty(), receive(channel));
      }
    }
    try (var channel =
        java.nio.channels.SocketChannel.open(
            java.net.UnixDomainSocketAddress.of(sandbox.run().resolve("util/stat.sock")))) {
      channel.write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).flip());
      FrameChannel frames = new FrameChannel(channel, 1 << 20);
      assertRefused("over the limit", receive(frames).orElseThrow().payload());
    }
    sandbox.client("info").ok();
    subscribe(":").close();
  }

  @Test
  void whoIsStoppedDoesNotComplainThatTheOtherIsGone() throws Exception {
    sandbox.stop("albatrossd");
    assertFalse(sandbox.log("albatrossd").contains("is gone"), sandbox.log("albatrossd"));
    sandbox.startAlbatrossd();
    Sandbox.eventually(
        "the link is there again",
        () -> sandbox.log("albatross-stats").split("linked to albatrossd", -1).length > 2);
    String before = sandbox.log("albatross-stats");
    sandbox.stop("albatross-stats");
    String after = sandbox.log("albatross-stats").substring(before.length());
    assertFalse(after.contains("no link"), after);
  }
}
