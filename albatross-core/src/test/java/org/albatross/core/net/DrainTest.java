package org.albatross.core.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A peer that sends all before it reads hears why it was refused. */
@Timeout(60)
class DrainTest {
  private static final int LARGE = 16 << 20;
  private static final int LITTLE_MEMORY = 1 << 20;
  private static final byte[] WHY = "too much".getBytes(UTF_8);

  @TempDir Path directory;

  /** Refuses whatever comes. */
  private static final class Refusal implements FrameHandler {
    @Override
    public void onFrame(Connection connection, byte[] frame) {
      connection.send(WHY);
      connection.finishAndDrainData(LARGE);
    }

    @Override
    public void onError(Connection connection, FrameException error) {
      connection.send(WHY);
      connection.finishAndDrain();
    }
  }

  private interface Talk {
    void with(FrameChannel peer) throws Exception;
  }

  private void talk(Talk talk) throws Exception {
    Path socket = directory.resolve("test.sock");
    EventLoop loop = new EventLoop(new MemoryBudget(LITTLE_MEMORY));
    loop.accept(
        UnixSockets.listen(socket),
        () -> true,
        channel -> loop.connection(channel, new Refusal(), LARGE));
    RunningLoop running = new RunningLoop(loop);
    try (FrameChannel peer = FrameChannel.connect(socket, LARGE)) {
      talk.with(peer);
    } finally {
      running.end();
    }
  }

  @Test
  void aMessageForWhichThereIsNoMemoryMayBeSentToItsEnd() throws Exception {
    talk(
        peer -> {
          peer.send(new byte[LARGE]);
          assertEquals(new String(WHY, UTF_8), new String(peer.receive().orElseThrow(), UTF_8));
        });
  }

  @Test
  void dataBehindARefusedCommandMayBeSentToTheirEndAndNotFurther() throws Exception {
    talk(
        peer -> {
          peer.send(new byte[1]);
          peer.send(new byte[LARGE]);
          assertEquals(new String(WHY, UTF_8), new String(peer.receive().orElseThrow(), UTF_8));
          assertThrows(
              IOException.class,
              () -> {
                while (true) {
                  peer.send(new byte[LARGE]);
                }
              });
        });
  }

  @Test
  void whoSendsNextToNothingHoldsItsPlaceForNothing() {
    InputLimit limit = new InputLimit();
    Drain drain = Drain.ofData(LARGE);
    limit.set(drain.patience(), drain.least());
    limit.received((int) drain.least() - 1);
    long late = System.nanoTime() + drain.patience().plus(Duration.ofMinutes(1)).toNanos();
    assertTrue(limit.isExceeded(late));
    assertFalse(limit.isExceeded(System.nanoTime()));
  }
}
