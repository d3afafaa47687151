package org.albatross.core.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.albatross.core.model.AlbatrossException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLoopTest {
  private static final int MAX_FRAME = 1 << 20;

  @TempDir Path directory;
  private Path socket;
  private EventLoop loop;
  private RunningLoop running;
  private final AtomicInteger closed = new AtomicInteger();

  /** Answers each frame with itself; "pause" is answered from another thread, then read on. */
  private final class Echo implements FrameHandler {
    @Override
    public void onFrame(Connection connection, byte[] frame) {
      String text = new String(frame, UTF_8);
      if (text.equals("pause")) {
        connection.pause();
        var unused =
            CompletableFuture.runAsync(
                () -> {
                  loop.execute(() -> connection.send(frame));
                  connection.resume();
                });
      } else {
        connection.send(frame);
      }
    }

    @Override
    public void onError(Connection connection, FrameException error) {
      connection.send(error.getMessage().getBytes(UTF_8));
      connection.finishAndDrain();
    }

    @Override
    public void onClosed(Connection connection) {
      closed.incrementAndGet();
    }
  }

  @BeforeEach
  void start() throws Exception {
    socket = directory.resolve("util/echo.sock");
    loop = new EventLoop(new MemoryBudget(MAX_FRAME + MAX_FRAME / 2));
    ServerSocketChannel server = UnixSockets.listen(socket);
    loop.accept(server, () -> true, channel -> loop.connection(channel, new Echo(), MAX_FRAME));
    running = new RunningLoop(loop);
  }

  @AfterEach
  void stop() throws Exception {
    running.end();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void framesComeBackInOrderWhateverTheirSize() throws Exception {
    try (FrameChannel peer = FrameChannel.connect(socket, MAX_FRAME)) {
      for (int size : new int[] {1, 10, 511, 512, 65_535, 65_536, 65_537, 1_000_000}) {
        byte[] frame = new byte[size];
        frame[size - 1] = (byte) size;
        peer.send(frame);
        assertArrayEquals(frame, peer.receive().orElseThrow());
      }
    }
  }

  @Test
  void whatComesWhileAConnectionIsPausedIsReadAfterwardsInOrder() throws Exception {
    try (FrameChannel peer = FrameChannel.connect(socket, MAX_FRAME)) {
      for (int i = 0; i < 100; i++) {
        peer.send(bytes("pause"));
        peer.send(bytes("after " + i));
      }
      for (int i = 0; i < 100; i++) {
        assertEquals("pause", new String(peer.receive().orElseThrow(), UTF_8));
        assertEquals("after " + i, new String(peer.receive().orElseThrow(), UTF_8));
      }
    }
  }

  @Test
  void aLengthOverTheLimitIsAnsweredThoughThePeerIsStillSending() throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer much = ByteBuffer.allocate(1 << 20);
      much.putInt(0, MAX_FRAME + 1);
      while (much.hasRemaining()) {
        channel.write(much);
      }
      FrameChannel peer = new FrameChannel(channel, MAX_FRAME);
      String answer = new String(peer.receive().orElseThrow(), UTF_8);
      assertEquals("a frame of 1048577 bytes is over the limit of 1048576 bytes", answer);
      assertTrue(peer.receive().isEmpty());
    }
  }

  @Test
  void largeMessagesTogetherAreRefusedBeyondTheBudgetAndTakenAgainLater() throws Exception {
    byte[] large = new byte[MAX_FRAME];
    try (SocketChannel slow = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        FrameChannel refused = FrameChannel.connect(socket, MAX_FRAME)) {
      ByteBuffer most = ByteBuffer.allocate(MAX_FRAME);
      most.putInt(0, MAX_FRAME);
      while (most.hasRemaining()) {
        slow.write(most);
      }
      refused.send(large);
      assertEquals(
          "too much memory is taken by messages at this moment; try again later",
          new String(refused.receive().orElseThrow(), UTF_8));
    }
    untilClosed(2);
    framesComeBackInOrderWhateverTheirSize();
  }

  @Test
  void aPeerThatAsksAndDoesNotReadIsNotReadEither() throws Exception {
    byte[] question = bytes("pause");
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.configureBlocking(false);
      ByteBuffer frame = ByteBuffer.allocate(9).putInt(5).put(question).flip();
      long written = 0;
      long quietSince = System.nanoTime();
      while (System.nanoTime() - quietSince < TimeUnit.MILLISECONDS.toNanos(500)) {
        long count = channel.write(frame);
        if (!frame.hasRemaining()) {
          frame.rewind();
        }
        written += count;
        assertTrue(written < 16 << 20, "questions are taken without end");
        quietSince = count > 0 ? System.nanoTime() : quietSince;
      }
    }
  }

  @Test
  void aNegativeLengthIsAnErrorAndOthersAreServedOn() throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.allocate(4).putInt(0, -1));
      String answer =
          new String(new FrameChannel(channel, MAX_FRAME).receive().orElseThrow(), UTF_8);
      assertEquals("a frame of negative length (-1)", answer);
    }
    framesComeBackInOrderWhateverTheirSize();
  }

  @Test
  void theSocketIsForOwnerAndGroupOnly() throws Exception {
    assertEquals(
        "rw-rw----",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(socket)));
  }

  @Test
  void aSecondDaemonOnTheSameSocketIsRefused() {
    AlbatrossException refused =
        assertThrows(AlbatrossException.class, () -> UnixSockets.listen(socket));
    assertTrue(refused.getMessage().contains("another daemon answers there"));
  }

  @Test
  void aClosedPeerIsNoticedOnce() throws Exception {
    FrameChannel.connect(socket, MAX_FRAME).close();
    untilClosed(1);
  }

  private void untilClosed(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (closed.get() < count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals(count, closed.get());
  }

  /** A path below the test's directory whose socket has so many bytes. */
  private Path ofLength(int bytes) {
    int rest = bytes - directory.toString().length() - "//console.sock".length();
    return directory.resolve("d".repeat(rest)).resolve("console.sock");
  }

  @Test
  void aSocketsPathMayBeAsLongAsCanBeConnectedTo() throws Exception {
    for (int length = 100; length <= 106; length++) {
      Path own = ofLength(length);
      assertEquals(length, own.toString().length());
      try (ServerSocketChannel server = UnixSockets.listen(own)) {
        UnixSockets.connect(own).close();
        UnixSockets.close(server, own);
      }
      assertFalse(Files.exists(own));
    }
  }

  @Test
  void ofATooLongPathOfASocketLimitAndLengthAreNamed() {
    String why = "the path of a socket has at most 106 bytes, this one has 107";
    Path own = ofLength(107);
    AlbatrossException refused =
        assertThrows(AlbatrossException.class, () -> UnixSockets.listen(own));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
    assertFalse(Files.exists(own.getParent()));
    IOException connecting = assertThrows(IOException.class, () -> UnixSockets.connect(own));
    assertTrue(connecting.getMessage().contains(why), connecting.getMessage());
    IOException asking = assertThrows(IOException.class, () -> FrameChannel.connect(own, 1));
    assertTrue(asking.getMessage().contains(why), asking.getMessage());
  }

  @Test
  void theSocketFileGoesWithItsServer() throws Exception {
    Path own = directory.resolve("own.sock");
    UnixSockets.close(UnixSockets.listen(own), own);
    assertFalse(Files.exists(own));
  }

  @Test
  void theSocketFileOfSomebodyElseStays() throws Exception {
    Path own = directory.resolve("own.sock");
    ServerSocketChannel first = UnixSockets.listen(own);
    Files.delete(own);
    ServerSocketChannel second = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    second.bind(UnixDomainSocketAddress.of(own));
    UnixSockets.close(first, own);
    assertTrue(Files.exists(own));
    UnixSockets.close(second, own);
    assertTrue(Files.exists(own));
  }

  private static Error endOf(EventLoop loop) throws Exception {
    try (loop) {
      return assertThrows(Error.class, loop::run);
    }
  }

  /** Of an Error nobody knows what it left half done: whoever runs the loop ends the daemon. */
  @Test
  void anErrorInATaskOrATimerEndsTheLoop() throws Exception {
    for (Error error :
        new Error[] {
          new OutOfMemoryError(), new StackOverflowError(), new NoClassDefFoundError("Gone")
        }) {
      Runnable failing =
          () -> {
            throw error;
          };
      EventLoop tasks = new EventLoop();
      tasks.execute(failing);
      tasks.execute(tasks::stop);
      assertSame(error, endOf(tasks));
      EventLoop timers = new EventLoop();
      var unused = timers.schedule(Duration.ZERO, failing);
      var last = timers.schedule(Duration.ofMillis(1), timers::stop);
      assertNotSame(unused, last);
      assertSame(error, endOf(timers));
    }
  }

  @Test
  void aBugInATaskIsNotTheEndOfTheOthers() throws Exception {
    AtomicInteger done = new AtomicInteger();
    try (EventLoop tasks = new EventLoop()) {
      tasks.execute(
          () -> {
            throw new IllegalStateException("a bug, as it has to be in this test");
          });
      tasks.execute(done::incrementAndGet);
      tasks.execute(tasks::stop);
      tasks.run();
    }
    assertEquals(1, done.get());
  }
}
