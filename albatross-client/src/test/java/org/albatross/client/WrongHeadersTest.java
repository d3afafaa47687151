package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.unikernel.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies of daemons on this host that belong to another command. */
class WrongHeadersTest {
  @TempDir Path tmpdir;
  @TempDir Path files;

  private Run run(String socket, FakeDaemon.Script script, String... args) throws Exception {
    List<String> line = new ArrayList<>(List.of(args));
    line.add("--tmpdir=" + tmpdir);
    Map<String, String> environment = Map.of("TMPDIR", files.toString());
    return FakeDaemon.during(
        tmpdir,
        socket,
        () -> Run.with(new byte[0], environment, line.toArray(String[]::new)),
        script);
  }

  private long filesLeft() throws Exception {
    try (var list = Files.list(files)) {
      return list.count();
    }
  }

  private static void assertNotTheAnswer(Run run, String sequence, String name) {
    assertEquals(121, run.exitCode(), run.err());
    String wrong = "it has the sequence " + sequence + " and is about " + name;
    assertTrue(run.err().contains(wrong), run.err());
  }

  private static Message message(long sequence, String name, Payload payload) throws Exception {
    return new Message(sequence, Name.parse(name), payload);
  }

  /** The first line of the columns is a right one. */
  @ParameterizedTest
  @CsvSource({
    "0, a:hello, 0",
    "1, a:hello, 121",
    "-1, a:hello, 121",
    "0, a:other, 121",
    "0, hello, 121",
    "0, a:hello:hello, 121",
    "0, a:, 121",
    "0, :, 121",
  })
  void aReplyHasSequenceAndNameOfItsCommand(long sequence, String name, int exitCode)
      throws Exception {
    Run run =
        run(
            "vmmd.sock",
            peer -> {
              peer.receive();
              peer.send(message(sequence, name, new Success.Text("destroyed")));
            },
            "destroy",
            "a:hello");
    if (exitCode == 0) {
      assertEquals(new Run(0, "destroyed\n", ""), run);
    } else {
      assertNotTheAnswer(run, Long.toString(sequence), Name.parse(name).toString());
      assertTrue(run.err().contains("what was asked has 0 and is about a:hello"), run.err());
      assertEquals("", run.out());
    }
  }

  /** A failure may be to what could not be read: that has no name. */
  @ParameterizedTest
  @CsvSource({
    "0, a:hello, 117",
    "0, :, 117",
    "1, a:hello, 121",
    "1, :, 121",
    "0, a:other, 121",
  })
  void aFailureIsToTheCommandOrToWhatHasNoName(long sequence, String name, int exitCode)
      throws Exception {
    Run run =
        run(
            "vmmd.sock",
            peer -> {
              peer.receive();
              peer.send(message(sequence, name, new Payload.Failure("no such unikernel")));
            },
            "destroy",
            "a:hello");
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals(exitCode == 117, run.err().contains("no such unikernel"), run.err());
  }

  @Test
  void anImageOfAnotherUnikernelLeavesNoFile() throws Exception {
    Success image = new Success.UnikernelImage(new Image(false, Bytes.utf8("IMAGE")));
    Run run =
        run(
            "vmmd.sock",
            peer -> {
              peer.receive();
              peer.send(message(0, "a:other", image));
            },
            "get",
            "a:hello");
    assertNotTheAnswer(run, "0", "a:other");
    assertEquals(0, filesLeft());
  }

  @ParameterizedTest
  @CsvSource({"0, a:other", "3, a:disk"})
  void aPieceOfAnotherDumpLeavesNoFile(long sequence, String name) throws Exception {
    Payload piece = new Payload.BlockData(Optional.of(Bytes.utf8("DATA")));
    Run run =
        run(
            "vmmd.sock",
            peer -> {
              peer.reply(new Success.BlockImage(false));
              peer.send(message(0, "a:disk", piece));
              peer.send(message(sequence, name, piece));
            },
            "dump-block",
            "a:disk");
    assertNotTheAnswer(run, Long.toString(sequence), Name.parse(name).toString());
    assertEquals(0, filesLeft());
  }

  @Test
  void aLineOfAnotherConsoleIsNotShown() throws Exception {
    Instant time = Instant.parse("2026-11-23T15:04:05Z");
    Run run =
        run(
            "console.sock",
            peer -> {
              peer.reply(new Success.Text("subscribed"));
              peer.send(message(0, "a:hello", new Payload.ConsoleLine(time, Bytes.utf8("ours"))));
              peer.send(message(0, "a:other", new Payload.ConsoleLine(time, Bytes.utf8("not"))));
            },
            "console",
            "a:hello");
    assertNotTheAnswer(run, "0", "a:other");
    assertEquals(1, run.lines().size(), run.out());
    assertTrue(run.out().endsWith(" ours\n"), run.out());
  }

  private static Message sample(String name) throws Exception {
    Stats.TimeVal zero = new Stats.TimeVal(0, 0);
    Stats stats =
        new Stats(
            new Stats.Rusage(zero, zero, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            List.of(),
            Optional.empty(),
            Optional.of(new Stats.Memory(1, 3, 0, 0, 0, 0, 0, zero)));
    return message(0, name, new Payload.StatsData(stats));
  }

  @Test
  void statisticsOfAnotherUnikernelAreNotShown() throws Exception {
    Run run =
        run(
            "stat.sock",
            peer -> {
              peer.reply(new Success.Text("subscribed"));
              peer.send(sample(":hello"));
              peer.send(sample(":other"));
            },
            "stats",
            "--name=a:hello");
    assertNotTheAnswer(run, "0", "other");
    assertEquals(1, run.lines().size(), run.out());
  }

  @Test
  void statisticsOfAPathKeepTheNamesOfTheirUnikernels() throws Exception {
    Run run =
        run(
            "stat.sock",
            peer -> {
              peer.reply(new Success.Text("subscribed"));
              peer.send(sample(":hello"));
              peer.send(sample("b:other"));
            },
            "stats",
            "--name=a:");
    assertTrue(run.err().contains("ended the stream"), run.err());
    assertEquals(2, run.lines().size(), run.out());
  }
}
