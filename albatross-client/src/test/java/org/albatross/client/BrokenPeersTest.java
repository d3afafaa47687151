package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that are not there, refuse early, hang up or talk nonsense; and uploads to them. */
class BrokenPeersTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path tmpdir;
  private Path image;
  private byte[] content;

  @BeforeEach
  void writeImage() throws IOException {
    content = new byte[9_000_000];
    new Random(5).nextBytes(content);
    image = Files.write(tmpdir.resolve("image"), content);
  }

  private Run run(String... args) {
    String[] line = java.util.Arrays.copyOf(args, args.length + 2);
    line[args.length] = "--tmpdir";
    line[args.length + 1] = tmpdir.toString();
    return assertTimeoutPreemptively(LIMIT, () -> Run.of(line));
  }

  private Run against(FakeDaemon.Script script, String... args) throws Exception {
    return FakeDaemon.during(tmpdir, "vmmd.sock", () -> run(args), script);
  }

  private static byte[] frames(FakeDaemon.Peer peer) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Optional<byte[]> frame = peer.frames.receive();
    while (frame.isPresent()) {
      assertTrue(frame.get().length <= 65_536);
      all.write(frame.get());
      frame = peer.frames.receive();
    }
    return all.toByteArray();
  }

  @Test
  void noSocketIs122WithAHint() {
    Run run = run("info");
    assertEquals(122, run.exitCode());
    assertTrue(run.err().contains("util/vmmd.sock"), run.err());
    assertTrue(run.err().contains("is albatrossd running?"), run.err());
    assertTrue(run("console", "a").err().contains("is albatross-console running?"));
  }

  @Test
  void aSocketThatNobodyListensOnIs122() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.vmmd(tmpdir)) {
      assertTrue(daemon.received().isEmpty());
    }
    Run run = run("info");
    assertEquals(122, run.exitCode());
    assertTrue(run.err().contains("refused"), run.err());
  }

  @Test
  void aCreateStreamsItsImage() throws Exception {
    byte[][] got = new byte[1][];
    Run run =
        against(
            peer -> {
              Message message = peer.receive();
              var create = (UnikernelCommand.Create) message.payload();
              assertTrue(create.streamed());
              assertFalse(create.config().image().compressed());
              assertEquals(0, create.config().image().data().length());
              got[0] = frames(peer);
              peer.send(message.reply(new Success.Text("created")));
            },
            "create",
            "hello",
            image.toString());
    assertEquals(new Run(0, "created\n", ""), run);
    assertArrayEquals(content, got[0]);
  }

  @Test
  void aCompressedUploadIsOneZlibStream() throws Exception {
    byte[] zeros = new byte[1_000_000];
    Files.write(image, zeros);
    byte[][] got = new byte[1][];
    Run run =
        against(
            peer -> {
              Message message = peer.receive();
              assertEquals(new BlockCommand.SetStreamed(true, 1_000_000), message.payload());
              got[0] = frames(peer);
              peer.send(message.reply(new Success.Empty()));
            },
            "set-block",
            "disk",
            image.toString(),
            "--compression-level=9");
    assertEquals(0, run.exitCode(), run.err());
    assertArrayEquals(zeros, Zlib.uncompress(Bytes.wrap(got[0]), 1 << 24).toArray());
  }

  @Test
  void anEmptyFileIsUploadedAsAnEnd() throws Exception {
    Files.write(image, new byte[0]);
    Run run =
        against(
            peer -> {
              Message message = peer.receive();
              assertEquals(0, frames(peer).length);
              peer.send(message.reply(new Success.Empty()));
            },
            "set-block",
            "disk",
            image.toString());
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void anOriginalThatHangsUpIsAskedInItsOwnWords() throws Exception {
    try (FakeDaemon daemon =
        FakeDaemon.vmmd(
            tmpdir, FakeDaemon.Peer::receive, peer -> peer.reply(new Success.Text("created")))) {
      Run run = run("create", "hello", image.toString());
      assertEquals(new Run(0, "created\n", ""), run);
      var second = (UnikernelCommand.Create) daemon.received().get(1).payload();
      assertFalse(second.streamed());
      assertArrayEquals(content, second.config().image().data().toArray());
    }
  }

  @Test
  void aDaemonThatDoesNotKnowStreamsIsAskedInOlderWords() throws Exception {
    Run run =
        FakeDaemon.during(
            tmpdir,
            "vmmd.sock",
            () -> run("create", "hello", image.toString()),
            peer -> peer.reply(new Payload.Failure("in payload: unknown alternative [64]")),
            peer -> peer.reply(new Success.Text("created")));
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void anEarlyRefusalIsShownThoughNothingIsReadAnyMore() throws Exception {
    for (String[] line :
        new String[][] {
          {"create", "hello", image.toString()}, {"set-block", "disk", image.toString()}
        }) {
      Run run =
          against(
              peer -> {
                peer.reply(new Payload.Failure("too large"));
                // Reads nothing and waits: the client must go by itself.
                while (peer.channel.read(ByteBuffer.allocate(1 << 16)) >= 0) {
                  Thread.onSpinWait();
                }
              },
              line);
      assertEquals(117, run.exitCode());
      assertTrue(run.err().contains("too large"), run.err());
    }
  }

  @Test
  void anEarlyRefusalIsShownThoughTheDaemonHangsUpWithDataUnread() throws Exception {
    Run run =
        against(
            peer -> peer.reply(new Payload.Failure("in use")),
            "set-block",
            "disk",
            image.toString());
    assertEquals(117, run.exitCode());
    assertTrue(run.err().contains("in use"), run.err());
  }

  @Test
  void aDaemonThatNeitherReadsNorKeepsTheConnectionIs121() throws Exception {
    try (FakeDaemon daemon =
        FakeDaemon.vmmd(tmpdir, FakeDaemon.Peer::receive, FakeDaemon.Peer::receive)) {
      Run run = run("set-block", "disk", image.toString());
      assertEquals(121, run.exitCode());
      assertTrue(run.err().contains("without an answer"), run.err());
      assertEquals(new BlockCommand.Set(false), daemon.received().get(1).payload());
    }
  }

  @Test
  void aDaemonThatClosesWithoutAnAnswerIs121() throws Exception {
    assertEquals(121, against(FakeDaemon.Peer::receive, "policy").exitCode());
  }

  private void assertNotUnderstood(String expected, byte... bytes) throws Exception {
    Run run =
        against(
            peer -> {
              peer.receive();
              peer.raw(bytes);
            },
            "info");
    assertEquals(121, run.exitCode(), run.err());
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void nonsenseIs121() throws Exception {
    assertNotUnderstood("closed the connection within a message", (byte) 0, (byte) 0);
    byte[] cut = {0, 0, 0, 9, 1, 2};
    assertNotUnderstood("closed the connection within a message", cut);
    byte[] negative = {-1, -1, -1, -1};
    assertNotUnderstood("negative length", negative);
    byte[] huge = {0x7f, -1, -1, -1};
    assertNotUnderstood("over the limit", huge);
    byte[] garbage = {0, 0, 0, 3, 1, 2, 3};
    assertNotUnderstood("cannot understand the daemon", garbage);
  }

  @Test
  void anAnswerToSomethingElseIs121() throws Exception {
    Run run = against(peer -> peer.reply(new Success.BlockImage(false)), "info");
    assertEquals(121, run.exitCode());
    Run command = against(peer -> peer.reply(new UnikernelCommand.Destroy()), "destroy", "hello");
    assertEquals(121, command.exitCode());
  }

  private Run createBlock() {
    return run("create-block", "disk", "10", "--data", image.toString());
  }

  private static List<Payload> payloads(FakeDaemon daemon) {
    return daemon.received().stream().map(Message::payload).toList();
  }

  @Test
  void aBlockDeviceComesWithItsContentOrNotAtAll() throws Exception {
    byte[][] got = new byte[1][];
    Run run =
        against(
            peer -> {
              Message message = peer.receive();
              assertEquals(
                  new BlockCommand.AddStreamed(10, false, OptionalLong.of(content.length)),
                  message.payload());
              got[0] = frames(peer);
              peer.send(message.reply(new Success.Text("added block device")));
            },
            "create-block",
            "disk",
            "10",
            "--data",
            image.toString());
    assertEquals(new Run(0, "added block device\n", ""), run);
    assertArrayEquals(content, got[0]);
  }

  @Test
  void contentIsSetOnlyIfTheDeviceWasMade() throws Exception {
    try (FakeDaemon daemon =
        FakeDaemon.vmmd(
            tmpdir, FakeDaemon.Peer::receive, peer -> peer.reply(new Payload.Failure("exists")))) {
      assertEquals(117, createBlock().exitCode());
      assertEquals(new BlockCommand.Add(10), payloads(daemon).get(1));
    }
  }

  @Test
  void anOriginalMakesTheDeviceAndThenTakesItsContent() throws Exception {
    byte[][] got = new byte[1][];
    Run run =
        FakeDaemon.during(
            tmpdir,
            "vmmd.sock",
            this::createBlock,
            FakeDaemon.Peer::receive,
            peer -> peer.reply(new Success.Text("added")),
            peer -> {
              Message message = peer.receive();
              assertEquals(new BlockCommand.Set(false), message.payload());
              got[0] = frames(peer);
              peer.send(message.reply(new Success.Text("set")));
            });
    assertEquals(new Run(0, "added\nset\n", ""), run);
    assertArrayEquals(content, got[0]);
  }

  @Test
  void aDeviceWhoseContentDoesNotGetToAnOriginalIsDestroyedAgain() throws Exception {
    try (FakeDaemon daemon =
        FakeDaemon.vmmd(
            tmpdir,
            FakeDaemon.Peer::receive,
            peer -> peer.reply(new Success.Text("added")),
            FakeDaemon.Peer::receive,
            peer -> peer.reply(new Payload.Failure("still in use")),
            peer -> peer.reply(new Success.Empty()))) {
      Run run = createBlock();
      assertEquals(121, run.exitCode(), run.err());
      assertEquals("added\n", run.out());
      assertEquals(
          List.of(
              new BlockCommand.AddStreamed(10, false, OptionalLong.of(content.length)),
              new BlockCommand.Add(10),
              new BlockCommand.Set(false),
              new BlockCommand.Remove(),
              new BlockCommand.Remove()),
          payloads(daemon));
    }
  }

  @Test
  void aDeviceThatCannotBeDestroyedAgainIsTalkedAbout() throws Exception {
    try (FakeDaemon daemon =
        FakeDaemon.vmmd(
            tmpdir,
            FakeDaemon.Peer::receive,
            peer -> peer.reply(new Success.Text("added")),
            peer -> peer.reply(new Payload.Failure("disk full")))) {
      Run run = createBlock();
      assertEquals(117, run.exitCode(), run.err());
      assertTrue(run.err().contains("disk full"), run.err());
      assertTrue(run.err().contains("disk was made without its content"), run.err());
      assertEquals(3, daemon.received().size());
    }
  }

  @Test
  void whatCanBeReadOnlyOnceIsNotHalfSentToAnOriginal() throws Exception {
    Path fifo = tmpdir.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    Process writer = new ProcessBuilder("sh", "-c", "exec cat " + image + " > " + fifo).start();
    Run run = against(FakeDaemon.Peer::receive, "create-block", "disk", "10", "--data", "" + fifo);
    writer.destroy();
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("read twice"), run.err());
  }
}
