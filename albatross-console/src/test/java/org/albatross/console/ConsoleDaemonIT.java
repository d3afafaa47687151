package org.albatross.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real program, real fifos, real sockets. */
@Timeout(60)
class ConsoleDaemonIT {
  @TempDir static Path directory;
  private static ConsoleProcess console;

  /** albatrossd's connection. */
  private Peer link;

  @BeforeAll
  static void start() throws Exception {
    console = ConsoleProcess.start(directory.resolve("run/albatross"));
  }

  @AfterAll
  static void stop() throws Exception {
    assertTrue(console.isAlive(), console.errors());
    console.close();
  }

  @BeforeEach
  void connect() throws Exception {
    link = console.connect();
  }

  @AfterEach
  void disconnect() throws Exception {
    link.close();
  }

  /** As albatrossd does it before it starts a tender. */
  private void announce(String name, long rings) throws Exception {
    console.makeFifo(name);
    assertEquals(new Success.Empty(), link.add(name, rings));
  }

  private void awaitInactive(String name) throws Exception {
    ConsoleProcess.await(
        () -> {
          try (Peer client = console.connect()) {
            return client.inactive(":").contains(name);
          }
        });
  }

  /** A unikernel that said something and is gone. */
  private void run(String name, long rings, String text) throws Exception {
    announce(name, rings);
    console.say(name, text);
    awaitInactive(name);
  }

  @Test
  void aLineComesWithTheUnikernelsNameAndTheTimeItWasRead() throws Exception {
    Instant before = Instant.now();
    announce("time:hello", 1);
    try (Peer client = console.connect();
        OutputStream out = console.openFifo("time:hello")) {
      assertEquals("subscribed", client.subscribe("time:hello", 0));
      out.write(new byte[] {'h', (byte) 0xFF, 0, 0x1B, '\n'});
      Payload.ConsoleLine line = client.line("time:hello");
      assertEquals(Bytes.wrap(new byte[] {'h', (byte) 0xFF, 0, 0x1B}), line.line());
      assertFalse(line.time().isBefore(before.minusMillis(1)));
      assertFalse(line.time().isAfter(Instant.now()));
    }
  }

  @Test
  void theLastLinesAreHistoryAndThenThereIsLife() throws Exception {
    announce(":history", 1);
    try (OutputStream out = console.openFifo(":history")) {
      out.write("one\ntwo\n\nthree\n".getBytes(UTF_8));
      try (Peer client = console.connect()) {
        ConsoleProcess.await(() -> linesOf(":history") == 3);
        assertEquals("subscribed", client.subscribe(":history", 2));
        assertEquals(List.of("two", "three"), client.lines(":history", 2));
        out.write("four\n".getBytes(UTF_8));
        assertEquals(List.of("four"), client.lines(":history", 1));
      }
    }
  }

  /** How many lines are kept: a unikernel that is asked for all of them and then says one more. */
  private static long linesOf(String name) throws Exception {
    try (Peer client = console.connect()) {
      client.subscribe(name, Long.MAX_VALUE >> 2);
      client.frames().send(new byte[] {0});
      long count = 0;
      while (client.receive().isPresent()) {
        count++;
      }
      return count;
    }
  }

  @Test
  void linesSinceATimeAreAsked() throws Exception {
    announce(":since", 1);
    try (OutputStream out = console.openFifo(":since")) {
      out.write("early\n".getBytes(UTF_8));
      ConsoleProcess.await(() -> linesOf(":since") == 1);
      Instant between = Instant.now().plusMillis(2);
      ConsoleProcess.await(() -> Instant.now().isAfter(between.plusMillis(2)));
      out.write("late\n".getBytes(UTF_8));
      ConsoleProcess.await(() -> linesOf(":since") == 2);
      try (Peer client = console.connect()) {
        client.subscribe(":since", between);
        assertEquals(List.of("late"), client.lines(":since", 1));
      }
    }
  }

  @Test
  void countsAndDatesMayBeAnything() throws Exception {
    run(":extreme", 1, "one\ntwo\n");
    long largest = (1L << 62) - 1;
    for (long count : new long[] {0, -1, -largest - 1}) {
      try (Peer client = console.connect()) {
        assertEquals("subscribed", client.subscribe(":extreme", count));
        client.frames().sendEnd();
        assertTrue(client.receive().isEmpty());
      }
    }
    try (Peer client = console.connect()) {
      client.subscribe(":extreme", largest);
      assertEquals(List.of("one", "two"), client.lines(":extreme", 2));
    }
    for (String date : new String[] {"0000-01-01T00:00:00Z", "1969-12-31T23:59:59Z"}) {
      try (Peer client = console.connect()) {
        client.subscribe(":extreme", Instant.parse(date));
        assertEquals(List.of("one", "two"), client.lines(":extreme", 2));
      }
    }
    try (Peer client = console.connect()) {
      client.subscribe(":extreme", Instant.parse("9999-12-31T23:59:59Z"));
      client.frames().sendEnd();
      assertTrue(client.receive().isEmpty());
    }
  }

  @Test
  void ofManyLinesTheLast1024AreKept() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      text.append("line ").append(i).append('\n');
    }
    run(":many", 1, text.toString());
    try (Peer client = console.connect()) {
      client.subscribe(":many", 5000);
      List<String> lines = client.lines(":many", 1024);
      assertEquals("line 1976", lines.get(0));
      assertEquals("line 2999", lines.get(1023));
    }
  }

  @Test
  void aLongLineIsCutAndTheNextIsWhole() throws Exception {
    run(":long", 1, "x".repeat(100_000) + "\nnext\nunfinished");
    try (Peer client = console.connect()) {
      client.subscribe(":long", 10);
      assertEquals(
          List.of("x".repeat(512) + " [truncated]", "next", "unfinished"),
          client.lines(":long", 3));
    }
  }

  @Test
  void theNewestSubscriberTakesThePlaceOfTheOldest() throws Exception {
    announce(":one", 1);
    try (Peer first = console.connect();
        Peer second = console.connect();
        OutputStream out = console.openFifo(":one")) {
      first.subscribe(":one", 0);
      second.subscribe(":one", 0);
      assertTrue(first.receive().isEmpty());
      out.write("hello\n".getBytes(UTF_8));
      assertEquals(List.of("hello"), second.lines(":one", 1));
    }
  }

  @Test
  void whoWaitsForAUnikernelGetsItsFirstLine() throws Exception {
    try (Peer client = console.connect()) {
      assertEquals("waiting for the unikernel", client.subscribe("wait:later", 20));
      run("wait:other", 1, "x\n");
      announce("wait:later", 1);
      console.say("wait:later", "born\n");
      assertEquals(List.of("born"), client.lines("wait:later", 1));
    }
  }

  @Test
  void aPathKeepsAsManyRingsAsItMay() throws Exception {
    for (String name : List.of("limit:a", "limit:b", "limit:c")) {
      run(name, 2, "x\n");
    }
    try (Peer client = console.connect()) {
      assertEquals(List.of(":b", ":c"), client.inactive("limit:"));
    }
    try (Peer client = console.connect()) {
      assertEquals("waiting for the unikernel", client.subscribe("limit:a", 1));
    }
  }

  @Test
  void namesOfInactiveOnesAreRelativeToThePathAsked() throws Exception {
    run("rel:sub:gone", 9, "x\n");
    announce("rel:runs", 9);
    try (Peer client = console.connect()) {
      assertEquals(List.of("sub:gone"), client.inactive("rel:"));
    }
    try (Peer client = console.connect()) {
      assertTrue(client.inactive(":").contains("rel:sub:gone"));
    }
    try (Peer client = console.connect()) {
      assertEquals(List.of(), client.inactive("nobody:"));
      assertTrue(client.receive().isEmpty());
    }
  }

  @Test
  void aRestartedUnikernelGoesOnInItsRing() throws Exception {
    run(":again", 1, "first life\n");
    announce(":again", 1);
    try (Peer client = console.connect()) {
      assertFalse(client.inactive(":").contains(":again"));
    }
    console.say(":again", "second life\n");
    awaitInactive(":again");
    try (Peer client = console.connect()) {
      client.subscribe(":again", 9);
      assertEquals(List.of("first life", "second life"), client.lines(":again", 2));
    }
  }

  @Test
  void aUnikernelAnnouncedTwiceIsReadOnce() throws Exception {
    announce(":twice", 1);
    long before = console.descriptors();
    try (Peer another = console.connect();
        OutputStream out = console.openFifo(":twice")) {
      out.write("a".getBytes(UTF_8));
      for (int i = 0; i < 20; i++) {
        assertEquals(new Success.Empty(), another.add(":twice", 1));
      }
      out.write("bc\n".getBytes(UTF_8));
      ConsoleProcess.await(() -> linesOf(":twice") == 1);
      // The other connection.
      ConsoleProcess.await(() -> console.descriptors() == before + 1);
    }
    awaitInactive(":twice");
    try (Peer client = console.connect()) {
      client.subscribe(":twice", 9);
      assertEquals(List.of("abc"), client.lines(":twice", 1));
    }
  }

  @Test
  void theLastWordsInAReplacedFifoAreRead() throws Exception {
    announce(":words", 1);
    try (OutputStream old = console.openFifo(":words")) {
      announce(":words", 1);
      old.write("dying\n".getBytes(UTF_8));
      ConsoleProcess.await(() -> linesOf(":words") == 1);
    }
    console.say(":words", "reborn\n");
    awaitInactive(":words");
    try (Peer client = console.connect()) {
      client.subscribe(":words", 9);
      assertEquals(List.of("dying", "reborn"), client.lines(":words", 2));
    }
  }

  @Test
  void aMissingFifoIsAFailureAndTheLinkStays() throws Exception {
    Payload.Failure failure = assertInstanceOf(Payload.Failure.class, link.add(":nofifo", 1));
    assertTrue(failure.message().contains("does not exist"), failure.message());
    Files.writeString(console.fifo(":file"), "no fifo");
    failure = assertInstanceOf(Payload.Failure.class, link.add(":file", 1));
    assertTrue(failure.message().contains("is not a fifo"), failure.message());
    announce(":fifo", 1);
  }

  @Test
  void theFifosDirectoryIsForOwnerAndGroup() throws Exception {
    Path fifos = console.fifo(":x").getParent();
    assertEquals(02750, (Integer) Files.getAttribute(fifos, "unix:mode") & 07777);
    assertEquals(
        "rw-rw----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(console.socket())));
  }
}
