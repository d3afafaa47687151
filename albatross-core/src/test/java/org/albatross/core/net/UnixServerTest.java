package org.albatross.core.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixServerTest {
  private static final int MAX_MESSAGE = 100;
  private static final byte[] MESSAGE = {1, 2, 3};

  @TempDir Path directory;
  private Path socket;
  private EventLoop loop;
  private RunningLoop running;
  private UnixServer server;

  /** Answers a message with itself, and what is too large by hanging up. */
  private record Echo() implements FrameHandler {
    @Override
    public void onFrame(Connection connection, byte[] frame) {
      connection.send(frame);
    }

    @Override
    public void onError(Connection connection, FrameException error) {
      connection.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    socket = directory.resolve("echo.sock");
    loop = new EventLoop();
    UnixServer.Limits limits =
        new UnixServer.Limits(1, 1, MAX_MESSAGE, Duration.ofMinutes(1), false);
    server = new UnixServer(loop, UnixSockets.listen(socket), socket, limits);
    running = new RunningLoop(loop);
  }

  @AfterEach
  void stop() throws Exception {
    running.end();
    server.close();
    assertFalse(Files.exists(socket));
  }

  private void serve() {
    serve(server);
  }

  private void serve(UnixServer with) {
    onLoop(
        () -> {
          try {
            with.serve(role -> new Echo());
            return true;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private <T> T onLoop(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, loop).join();
  }

  private FrameChannel connect() throws IOException {
    FrameChannel peer = FrameChannel.connect(socket, MAX_MESSAGE);
    peer.send(MESSAGE);
    return peer;
  }

  private static void isAnswered(FrameChannel peer) throws Exception {
    assertArrayEquals(MESSAGE, peer.receive().orElseThrow());
  }

  @Test
  void whoConnectsBeforeItServesIsAnsweredAfterwards() throws Exception {
    try (FrameChannel peer = connect()) {
      assertEquals(0, onLoop(server::open));
      serve();
      isAnswered(peer);
      assertEquals(1, onLoop(server::open));
    }
  }

  @Test
  void whoExceedsTheLimitWaitsUntilAnotherIsGone() throws Exception {
    serve();
    FrameChannel first = connect();
    try (FrameChannel second = connect()) {
      isAnswered(first);
      assertEquals(1L, onLoop(server::total));
      first.close();
      isAnswered(second);
      assertEquals(2L, onLoop(server::total));
      assertEquals(1, onLoop(server::open));
    }
  }

  @Test
  void nobodyIsAcceptedAfterItWasStoppedAndWhoIsThereIsServedOn() throws Exception {
    serve();
    FrameChannel first = connect();
    isAnswered(first);
    onLoop(
        () -> {
          server.stop();
          return true;
        });
    first.send(MESSAGE);
    isAnswered(first);
    first.close();
    try (FrameChannel second = connect()) {
      while (onLoop(server::open) > 0) {
        Thread.onSpinWait();
      }
      assertEquals(1L, onLoop(server::total));
      second.send(MESSAGE); // it is in the kernel's queue, not refused
    }
  }

  @Test
  void aMessageThatIsTooLargeIsNotTaken() throws Exception {
    serve();
    try (FrameChannel peer = FrameChannel.connect(socket, MAX_MESSAGE)) {
      peer.send(new byte[MAX_MESSAGE + 1]);
      assertEquals(0, peer.receive().stream().count());
    }
  }

  /** An original albatrossd links itself to the console when it starts, and does so only once. */
  @Test
  void theAdministratorMaySayNothingWhereAnotherDaemonLinksItself() throws Exception {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"));
    UnixServer.Limits strict =
        new UnixServer.Limits(8, 8, MAX_MESSAGE, Duration.ofMillis(1), false);
    Path other = directory.resolve("other.sock");
    Path linked = directory.resolve("linked.sock");
    try (UnixServer one = served(other, strict);
        UnixServer two = served(linked, strict.withSilentAdministrator());
        FrameChannel link = FrameChannel.connect(linked, MAX_MESSAGE);
        FrameChannel silent = FrameChannel.connect(other, MAX_MESSAGE)) {
      assertTrue(silent.receive().isEmpty(), "who may not be silent is closed");
      assertEquals(0, onLoop(one::open));
      link.send(MESSAGE);
      isAnswered(link);
      assertEquals(1, onLoop(two::open));
    }
  }

  private UnixServer served(Path at, UnixServer.Limits limits) throws Exception {
    UnixServer made = new UnixServer(loop, UnixSockets.listen(at), at, limits);
    serve(made);
    return made;
  }
}
