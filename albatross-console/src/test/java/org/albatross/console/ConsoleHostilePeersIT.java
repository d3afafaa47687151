package org.albatross.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that say what they should not, or leave (docs/protocol/original.md, Daemons that die). */
@Timeout(60)
class ConsoleHostilePeersIT {
  @TempDir static Path directory;
  private static ConsoleProcess console;

  @BeforeAll
  static void start() throws Exception {
    console = ConsoleProcess.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    assertTrue(console.isAlive(), console.errors());
    console.close();
  }

  private void refused(String name, Payload request, String why) throws Exception {
    try (Peer client = console.connect()) {
      Payload.Failure failure = assertInstanceOf(Payload.Failure.class, client.ask(name, request));
      assertTrue(failure.message().contains(why), failure.message());
      assertTrue(client.receive().isEmpty());
    }
  }

  @Test
  void whereANameIsNeededAPathIsRefusedAndTheOtherWayRound() throws Exception {
    refused(":", new ConsoleCommand.SubscribeLast(1), ": is a path");
    refused("a:", new ConsoleCommand.SubscribeSince(Instant.EPOCH), "a: is a path");
    refused("a:b", new ConsoleCommand.ListInactive(), "a:b names a unikernel");
  }

  @Test
  void whatIsForAnotherDaemonIsRefused() throws Exception {
    refused(":a", new UnikernelCommand.Destroy(), "console commands only");
    refused(":a", new PolicyCommand.Info(), "console commands only");
    refused(":a", new Success.Empty(), "console commands only");
    refused(":a", new Payload.ConsoleLine(Instant.EPOCH, Bytes.utf8("x")), "console commands only");
  }

  /**
   * The original's albatrossd never makes its link again: then no create would succeed any more.
   */
  @Test
  void whatIsWrongWithOneUnikernelDoesNotEndTheLink() throws Exception {
    console.makeFifo(":next");
    try (Peer link = console.connect()) {
      Payload path = link.ask("a:", new ConsoleCommand.Add(1));
      assertTrue(assertInstanceOf(Payload.Failure.class, path).message().contains("a: is a path"));
      assertInstanceOf(Payload.Failure.class, link.add(":without-fifo", 1));
      link.frames().send("garbage".getBytes(UTF_8));
      assertInstanceOf(Payload.Failure.class, link.receive().orElseThrow().payload());
      assertInstanceOf(Payload.Failure.class, link.ask(":a", new PolicyCommand.Info()));
      assertEquals(new Success.Empty(), link.add(":next", 1));
    }
  }

  /** Sends bytes on a connection of their own; a failure answers, then the connection ends. */
  private static void refusedBytes(byte[] bytes, String why) throws Exception {
    try (Peer client = console.connect()) {
      client.frames().send(bytes);
      Message answer = client.receive().orElseThrow();
      assertEquals(0, answer.sequence());
      String said = assertInstanceOf(Payload.Failure.class, answer.payload()).message();
      assertTrue(said.contains(why), said);
      assertTrue(client.receive().isEmpty());
    }
  }

  @Test
  void bytesThatAreNoMessageAreRefused() throws Exception {
    byte[] good =
        Wire.encode(new Message(1, Name.parse(":a"), new ConsoleCommand.SubscribeLast(1)));
    refusedBytes("garbage".getBytes(UTF_8), "");
    byte[] version = good.clone();
    // SEQUENCE, its header; INTEGER, its length, the version.
    version[6] = 4;
    refusedBytes(version, "version 4");
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    refusedBytes(longer, "");
    refusedBytes(Arrays.copyOf(good, good.length - 1), "");
    // An OCTET STRING of seven bytes as the sequence, everything around it one shorter.
    byte[] sequence = new byte[good.length - 1];
    System.arraycopy(good, 0, sequence, 0, 9);
    System.arraycopy(good, 10, sequence, 9, good.length - 10);
    sequence[1]--;
    sequence[3]--;
    sequence[8] = 7;
    refusedBytes(sequence, "expected 8 bytes, found 7");
  }

  @Test
  void lengthsThatAreNoneAreRefused() throws Exception {
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (1 << 20) + 1}) {
      try (RawPeer client = new RawPeer(console.socket())) {
        client.write(ByteBuffer.allocate(4).putInt(0, length));
        Payload answer = client.peer().receive().orElseThrow().payload();
        assertInstanceOf(Payload.Failure.class, answer);
        assertTrue(client.peer().receive().isEmpty());
      }
    }
  }

  @Test
  void namesThatLeadElsewhereAreRefused() throws Exception {
    byte[] good = Wire.encode(new Message(1, Name.parse(":aaaaaaa"), new ConsoleCommand.Add(1)));
    String text = new String(good, ISO_8859_1);
    for (String wrong : new String[] {":../aaa", ":aaa/aaa", ":-aaaaaa", ":aaa\0aaa"}) {
      byte[] bytes =
          text.replace(":aaaaaaa", wrong + "a".repeat(8 - wrong.length())).getBytes(ISO_8859_1);
      refusedBytes(bytes, "invalid name");
    }
  }

  @Test
  void aPeerThatLeavesInTheMiddleHarmsNobody() throws Exception {
    long before = console.descriptors();
    for (int i = 0; i < 50; i++) {
      try (RawPeer client = new RawPeer(console.socket())) {
        client.write(ByteBuffer.allocate(40).putInt(0, 1000));
      }
    }
    ConsoleProcess.await(() -> console.descriptors() <= before);
    console.makeFifo(":after");
    try (Peer link = console.connect()) {
      assertEquals(new Success.Empty(), link.add(":after", 1));
    }
  }
}
