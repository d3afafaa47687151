package org.albatross.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.BlockInfo;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.LastExit;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the answers of a daemon. */
class RepliesTest {
  @TempDir Path tmpdir;
  @TempDir Path files;

  private Run ask(Payload answer, String... args) throws Exception {
    return FakeDaemon.during(tmpdir, "vmmd.sock", () -> run(args), peer -> peer.reply(answer));
  }

  private Run run(String... args) {
    String[] line = java.util.Arrays.copyOf(args, args.length + 2);
    line[args.length] = "--tmpdir";
    line[args.length + 1] = tmpdir.toString();
    return Run.with(new byte[0], Map.of("TMPDIR", files.toString()), line);
  }

  private long filesLeft() throws IOException {
    try (var list = Files.list(files)) {
      return list.count();
    }
  }

  @Test
  void aFailureIsShownEscapedAndExits117() throws Exception {
    Run run = ask(new Payload.Failure("no such\u001b[2J\nunikernel"), "destroy", "hello");
    assertEquals(117, run.exitCode());
    assertEquals("albatross-client: error: destroy: no such\\x1b[2J\n  unikernel\n", run.err());
  }

  @Test
  void aFailureAboutCpusSaysThatTheyAreIds() throws Exception {
    Run run = ask(new Payload.Failure("CPU id 2 is not there"), "add-policy", "a", "1", "--cpu=2");
    assertTrue(run.err().contains("names a CPU by its id"), run.err());
  }

  @Test
  void aTextIsShown() throws Exception {
    assertEquals(
        new Run(0, "destroyed\\x07\n", ""),
        ask(new Success.Text("destroyed\u0007"), "destroy", "a"));
    assertEquals(new Run(0, "done\n", ""), ask(new Success.Empty(), "destroy", "a"));
  }

  @Test
  void policiesAreATableOfFullNames() throws Exception {
    Policy some =
        new Policy(
            SortedSets.copyOf(List.of(0L, 1L)),
            4,
            1536,
            OptionalLong.of(10),
            SortedSets.copyOf(List.of("br0")));
    Policy most =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            4611686018427387903L,
            512,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of()));
    Run run =
        ask(
            new Success.Policies(
                List.of(new Named<>(Name.parse("b:"), some), new Named<>(Name.parse(":"), most))),
            "policy",
            "-p",
            "a");
    assertEquals(
        """
        PATH  UNIKERNELS  MEMORY  CPU IDS  STORAGE  BRIDGES
        a:b:           4  1.5 GB  0,1        10 MB  br0
        a:     unlimited  512 MB  0              -  -
        """,
        run.out());
  }

  @Test
  void blockDevicesAreATableOfFullNames() throws Exception {
    Success blocks =
        new Success.Blocks(
            List.of(
                new Named<>(Name.parse(":disk"), new BlockInfo(5, true)),
                new Named<>(Name.parse("b:other"), new BlockInfo(2048, false))));
    assertEquals(
        """
        NAME       SIZE  IN USE
        a:disk     5 MB  yes
        a:b:other  2 GB  no
        """,
        ask(blocks, "block", "--name=a:").out());
    assertEquals(
        """
        NAME     SIZE  IN USE
        disk     5 MB  yes
        b:other  2 GB  no
        """,
        ask(blocks, "block").out());
  }

  @Test
  void emptyListsAreSaidToBeEmpty() throws Exception {
    assertEquals("no policies\n", ask(new Success.Policies(List.of()), "policy").out());
    assertEquals("no block devices\n", ask(new Success.Blocks(List.of()), "block").out());
  }

  @Test
  void oneUnikernelIsShownInFullAndSeveralAsATable() throws Exception {
    Success.Unikernels all = vector("wire/success/info-all");
    Run table = ask(all, "info");
    assertEquals(all.unikernels().size() + 1, table.lines().size());
    assertTrue(table.lines().get(0).startsWith("NAME"), table.out());
    Run one = ask(all, "info", "-n", "a:full");
    assertTrue(one.out().contains("  memory      "), one.out());
    assertTrue(one.out().contains("  cpu ids     1,2"), one.out());
    assertTrue(one.out().contains("sha256 0001020304"), one.out());
  }

  private static Success.UnikernelStates states(Phase phase, Instant lastExit) throws Exception {
    UnikernelInfo info = vector("wire/success/info-all").unikernels().get(0).value();
    LastExit last = new LastExit(new ExitStatus.Exited(7), lastExit);
    UnikernelStatus status = new UnikernelStatus(info, phase, 3, Optional.of(last));
    return new Success.UnikernelStates(List.of(new Named<>(Name.parse("a:x"), status)));
  }

  @Test
  void whereAUnikernelIsInItsLifeIsShown() throws Exception {
    Instant now = Instant.now();
    Success running = states(new Phase.Running(), now);
    assertTrue(ask(running, "info").lines().get(1).contains("running"));
    Success restarting = states(new Phase.Restarting(now.plusSeconds(20)), now);
    assertTrue(
        ask(restarting, "info").lines().get(1).matches(".*restarting in [12][0-9]s .* 3 .*"));
    Success failed = states(new Phase.Failed("no\u001b bridge", now.plusSeconds(20)), now);
    assertTrue(ask(failed, "info").lines().get(1).contains("failed"));
    String all = ask(failed, "info", "-n", "a:x").out();
    assertTrue(all.contains("  state       failed\n  reason      no\\x1b bridge\n"), all);
    assertTrue(all.contains("  restarts    3\n  last exit   exit code 7, "), all);
    assertTrue(!all.contains("started"), all);
    String ended = ask(states(new Phase.Down(), now), "info", "-n", "a:x").out();
    assertTrue(ended.contains("  state       ended\n  restarts    3\n  last exit   exit code 7, "));
    assertTrue(!ended.contains("started"), ended);
  }

  @Test
  void anOriginalDaemonIsAskedTheOriginalsWay() throws Exception {
    List<Payload> asked = new java.util.ArrayList<>();
    try (FakeDaemon daemon =
        FakeDaemon.vmmd(
            tmpdir,
            peer -> peer.reply(new Payload.Failure("unknown alternative [66] at byte 24")),
            peer -> peer.reply(vector("wire/success/info-all")))) {
      Run run = Run.of("info", "--tmpdir", tmpdir.toString());
      assertEquals(0, run.exitCode(), run.err());
      assertTrue(run.out().contains("running"), run.out());
      daemon.received().forEach(message -> asked.add(message.payload()));
    }
    assertEquals(
        List.of(new UnikernelCommand.InfoState(), new UnikernelCommand.Info(InfoShape.CURRENT)),
        asked);
  }

  private static Success.Unikernels vector(String label) throws Exception {
    try (var in = RepliesTest.class.getResourceAsStream("/org/albatross/core/wire/wire.tsv")) {
      String row =
          new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.startsWith(label + "\t"))
              .findFirst()
              .orElseThrow();
      byte[] message = java.util.HexFormat.of().parseHex(row.split("\t", -1)[1]);
      return (Success.Unikernels) Wire.decode(message).payload();
    }
  }

  @Test
  void anImageIsWrittenUncompressedAndTwoInOneSecondDoNotOverwriteEachOther() throws Exception {
    Bytes data = Bytes.utf8("IMAGE");
    Success plain = new Success.UnikernelImage(new Image(false, data));
    Success compressed = new Success.UnikernelImage(new Image(true, Zlib.compress(data, 9)));
    for (int i = 0; i < 3; i++) {
      Run run = ask(i == 0 ? plain : compressed, "get", "a:hello");
      assertEquals(0, run.exitCode(), run.err());
      assertEquals("IMAGE", Files.readString(Path.of(run.out().strip())));
    }
    assertEquals(3, filesLeft());
  }

  @Test
  void aFileThatExistsIsNotOverwritten() throws Exception {
    Path there = Files.writeString(files.resolve("there"), "precious");
    Success image = new Success.UnikernelImage(new Image(false, Bytes.utf8("IMAGE")));
    Run run = ask(image, "get", "hello", "--out", there.toString());
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("exists already"), run.err());
    assertEquals("precious", Files.readString(there));
  }

  @Test
  void dataGoToTheStandardOutputWhereADashIsNamed() throws Exception {
    for (boolean compressed : new boolean[] {false, true}) {
      Bytes data = Bytes.utf8("IMAGE");
      Success image =
          new Success.UnikernelImage(
              new Image(compressed, compressed ? Zlib.compress(data, 9) : data));
      assertEquals(new Run(0, "IMAGE", ""), ask(image, "get", "hello", "--out", "-"));
    }
    assertFalse(Files.exists(Path.of("-")));
    byte[] text = "0123456789".repeat(30_000).getBytes(UTF_8);
    Run dump = dump(true, Zlib.compress(Bytes.wrap(text), 1).toArray(), true, "--out", "-");
    assertEquals(new Run(0, new String(text, UTF_8), ""), dump);
    assertEquals(121, dump(false, text, false, "--out", "-").exitCode());
    assertEquals(0, filesLeft());
  }

  @Test
  void anImageWhoseCompressionIsBrokenLeavesNoFile() throws Exception {
    for (Bytes broken :
        List.of(Bytes.utf8("nonsense"), Zlib.compress(Bytes.utf8("IMAGE"), 9).slice(0, 6))) {
      Run run = ask(new Success.UnikernelImage(new Image(true, broken)), "get", "hello");
      assertTrue(run.exitCode() != 0, run.err());
      assertEquals(0, filesLeft());
    }
  }

  /** Answers a dump with data in pieces; the last of them is the end. */
  private Run dump(boolean compressed, byte[] data, boolean complete, String... options)
      throws Exception {
    List<String> line = new ArrayList<>(List.of("dump-block", "a:disk"));
    line.addAll(List.of(options));
    return FakeDaemon.during(
        tmpdir,
        "vmmd.sock",
        () -> run(line.toArray(new String[0])),
        peer -> {
          var asked = peer.receive();
          peer.send(asked.reply(new Success.BlockImage(compressed)));
          Bytes all = Bytes.wrap(data);
          for (int from = 0; from < data.length; from += 65_536) {
            Bytes piece = all.slice(from, Math.min(65_536, data.length - from));
            peer.send(asked.reply(new Payload.BlockData(Optional.of(piece))));
          }
          if (complete) {
            peer.send(asked.reply(new Payload.BlockData(Optional.empty())));
          }
        });
  }

  @Test
  void aDumpIsWrittenToItsEnd() throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(1).nextBytes(data);
    Run plain = dump(false, data, true);
    assertArrayEquals(data, Files.readAllBytes(Path.of(plain.out().strip())), plain.err());
    Run compressed = dump(true, Zlib.compress(Bytes.wrap(data), 1).toArray(), true);
    assertArrayEquals(data, Files.readAllBytes(Path.of(compressed.out().strip())));
  }

  @Test
  void aDumpThatBreaksOffLeavesNoFile() throws Exception {
    Run run = dump(false, new byte[200_000], false);
    assertEquals(121, run.exitCode());
    assertEquals(0, filesLeft());
  }

  @Test
  void aDumpHasItsNameOnlyWhenItIsWholeAndReplacesNothingThatCameInTheMeantime() throws Exception {
    Path there = files.resolve("there");
    Run run =
        FakeDaemon.during(
            tmpdir,
            "vmmd.sock",
            () -> run("dump-block", "a:disk", "--out", there.toString()),
            peer -> {
              var asked = peer.receive();
              peer.send(asked.reply(new Success.BlockImage(false)));
              peer.send(asked.reply(new Payload.BlockData(Optional.of(Bytes.utf8("ours")))));
              while (filesLeft() == 0) {
                Thread.sleep(5);
              }
              // Fails if the dump already has its name.
              Files.writeString(there, "theirs", StandardOpenOption.CREATE_NEW);
              peer.send(asked.reply(new Payload.BlockData(Optional.empty())));
            });
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("exists already"), run.err());
    assertEquals("theirs", Files.readString(there));
    assertEquals(1, filesLeft());
  }

  @Test
  void aConsoleIsShownLineByLineEscapedUntilItsEnd() throws Exception {
    Run run =
        FakeDaemon.during(
            tmpdir,
            "console.sock",
            () -> run("console", "hello"),
            peer -> {
              peer.reply(new Success.Text("subscribed"));
              Name name = Name.parse(":hello");
              Instant time = Instant.parse("2026-11-23T15:04:05.123Z");
              for (byte[] line :
                  new byte[][] {{'a', 27, 'b'}, {(byte) 0xff, 'c'}, {(byte) 0xc3, (byte) 0xa9}}) {
                peer.send(
                    new org.albatross.core.model.message.Message(
                        0, name, new Payload.ConsoleLine(time, Bytes.wrap(line))));
              }
            });

    // Whoever reads a console has not had enough: its daemon, or another reader, ended it.
    assertEquals(121, run.exitCode());
    assertTrue(
        run.err().contains("albatross-client: error: console: albatross-console ended the stream"),
        run.err());
    List<String> lines = run.lines();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).matches("2026-11-2\\dT\\d\\d:\\d4:05\\.123\\S+ a\\\\x1bb"), run.out());
    assertTrue(lines.get(1).endsWith(" \\xffc"), run.out());
    assertTrue(lines.get(2).endsWith(" é"), run.out());
    assertTrue(run.err().startsWith("subscribed\n"), run.err());
  }

  @Test
  void inactiveConsolesAreListedByTheirFullNames() throws Exception {
    Run run =
        FakeDaemon.during(
            tmpdir,
            "console.sock",
            () -> run("inactive-consoles", "-p", "a"),
            peer -> peer.reply(new Success.Consoles(List.of(Name.parse(":gone")))));

    assertEquals("a:gone\n", run.out());
  }

  @Test
  void coloursAreUsedWhereTheyAreAskedFor() throws Exception {
    Run run =
        ask(
            new Success.Blocks(List.of(new Named<>(Name.parse(":d"), new BlockInfo(1, false)))),
            "block",
            "--color=always");
    assertTrue(run.out().startsWith("\u001b[1mNAME"), run.out());
  }
}
