package org.albatross.core.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What peers that are slow, silent or rude mean to a daemon. */
@Timeout(60)
class ConnectionTest {
  private static final int MAX_FRAME = 1 << 20;

  @TempDir Path directory;
  private Path socket;
  private EventLoop loop;
  private RunningLoop running;
  private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

  private final class Recorder implements FrameHandler {
    @Override
    public void onFrame(Connection connection, byte[] frame) {
      frames.add(new String(frame, UTF_8));
    }

    @Override
    public void onError(Connection connection, FrameException error) {
      frames.add(error.getMessage());
      connection.close();
    }

    @Override
    public void onClosed(Connection connection) {
      closed.add(connection);
    }
  }

  @BeforeEach
  void start() throws Exception {
    socket = directory.resolve("test.sock");
    loop = new EventLoop();
    ServerSocketChannel server = UnixSockets.listen(socket);
    loop.accept(
        server,
        () -> true,
        channel -> accepted.add(loop.connection(channel, new Recorder(), MAX_FRAME)));
    running = new RunningLoop(loop);
  }

  @AfterEach
  void stop() throws Exception {
    running.end();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return Optional.ofNullable(queue.poll(20, TimeUnit.SECONDS)).orElseThrow();
  }

  /** Asks on the loop's thread. */
  private <T> T onLoop(Connection connection, Function<Connection, T> question) {
    return CompletableFuture.supplyAsync(() -> question.apply(connection), loop).join();
  }

  private void tell(Connection connection, java.util.function.Consumer<Connection> order) {
    CompletableFuture.runAsync(() -> order.accept(connection), loop).join();
  }

  @Test
  void whatAPeerDoesNotReadIsVisibleAsPendingUntilItReads() throws Exception {
    try (SocketChannel channel = connect()) {
      Connection connection = next(accepted);
      byte[] frame = new byte[1 << 16];
      long sent = 0;
      while (onLoop(connection, Connection::pending) < MAX_FRAME) {
        tell(connection, c -> c.send(frame));
        sent += 4 + frame.length;
      }
      assertTrue(onLoop(connection, Connection::pending) < sent, "the kernel took nothing");
      FrameChannel peer = new FrameChannel(channel, MAX_FRAME);
      for (long read = 0; read < sent; read += 4 + frame.length) {
        assertEquals(frame.length, peer.receive().orElseThrow().length);
      }
      assertEquals(0, onLoop(connection, Connection::pending));
    }
  }

  @Test
  void aSlowPeerDoesNotHoldUpAnother() throws Exception {
    try (SocketChannel slow = connect()) {
      Connection toSlow = next(accepted);
      tell(toSlow, c -> c.send(new byte[MAX_FRAME]));
      tell(toSlow, c -> c.send(new byte[MAX_FRAME]));
      try (SocketChannel quick = connect()) {
        tell(next(accepted), c -> c.send(new byte[MAX_FRAME]));
        assertEquals(MAX_FRAME, new FrameChannel(quick, MAX_FRAME).receive().orElseThrow().length);
      }
      assertTrue(onLoop(toSlow, Connection::pending) > 0);
      assertTrue(slow.isConnected());
    }
  }

  @Test
  void aPeerThatSendsNothingForTooLongIsClosed() throws Exception {
    try (SocketChannel silent = connect()) {
      Connection connection = next(accepted);
      tell(connection, c -> c.awaitInput(Duration.ofMillis(100)));
      assertEquals(connection, next(closed));
      assertEquals(-1, silent.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void aPeerThatSendsSlowlyIsNotSilent() throws Exception {
    try (SocketChannel slow = connect()) {
      Connection connection = next(accepted);
      tell(connection, c -> c.awaitInput(Duration.ofMillis(1500)));
      ByteBuffer frame = ByteBuffer.allocate(16).putInt(0, 12);
      while (frame.hasRemaining()) {
        frame.limit(frame.position() + 1);
        slow.write(frame);
        frame.limit(frame.capacity());
        pause(Duration.ofMillis(250)); // 4 s for the frame, over twice the limit
      }
      assertEquals("\0".repeat(12), next(frames));
      assertTrue(onLoop(connection, Connection::isOpen));
    }
  }

  /** Lets time pass, which is what the peer does here. */
  private void pause(Duration time) throws InterruptedException {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.execute(() -> loop.schedule(time, () -> passed.complete(null)));
    passed.join();
  }

  @Test
  void aPeerThatMayBeSilentIsNotClosed() throws Exception {
    try (SocketChannel silent = connect()) {
      Connection connection = next(accepted);
      tell(connection, c -> c.awaitInput(Duration.ofMillis(100)));
      tell(connection, Connection::allowSilence);
      pause(Duration.ofMillis(2200));
      assertTrue(onLoop(connection, Connection::isOpen));
      assertTrue(silent.isConnected());
    }
  }

  @Test
  void whatWasSentBeforeFinishArrivesAndThenTheEnd() throws Exception {
    try (SocketChannel channel = connect()) {
      Connection connection = next(accepted);
      tell(
          connection,
          c -> {
            c.send(new byte[MAX_FRAME]);
            c.send("last".getBytes(UTF_8));
            c.finish();
            c.send("too late".getBytes(UTF_8));
          });
      FrameChannel peer = new FrameChannel(channel, MAX_FRAME);
      assertEquals(MAX_FRAME, peer.receive().orElseThrow().length);
      assertEquals("last", new String(peer.receive().orElseThrow(), UTF_8));
      assertEquals(Optional.empty(), peer.receive());
      assertEquals(connection, next(closed));
      assertFalse(onLoop(connection, Connection::isOpen));
    }
  }

  @Test
  void aPausedConnectionHandsOverNothingUntilItIsResumed() throws Exception {
    try (FrameChannel peer = new FrameChannel(connect(), MAX_FRAME)) {
      Connection connection = next(accepted);
      tell(connection, Connection::pause);
      peer.send("one".getBytes(UTF_8));
      peer.send("two".getBytes(UTF_8));
      pause(Duration.ofMillis(50));
      assertTrue(frames.isEmpty());
      tell(connection, Connection::resume);
      assertEquals("one", next(frames));
      assertEquals("two", next(frames));
    }
  }
}
