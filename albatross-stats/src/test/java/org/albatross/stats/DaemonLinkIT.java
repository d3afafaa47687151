package org.albatross.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What albatrossd hears over its link. The original's gives it up for ever when it hears of a
 * failure, and asks nothing before it was answered.
 */
@Timeout(60)
class DaemonLinkIT {
  private static final int MAX_FRAME = 1 << 20;
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path directory;
  private RuntimeDirectory run;
  private ServerSocketChannel daemon;
  private StatsServer stats;
  private CompletableFuture<Void> running;
  private FrameChannel link;
  private long sequence;

  @BeforeEach
  void start() throws Exception {
    run = new RuntimeDirectory(directory);
    daemon = UnixSockets.listen(run.daemonSocket());
    stats =
        new StatsServer(
            run,
            UnixSockets.listen(run.statsSocket()),
            MAX_FRAME,
            new StatsServer.Gathering(Duration.ofMillis(100), 1, false));
    running =
        CompletableFuture.runAsync(
            () -> {
              try {
                stats.run();
              } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
              }
            },
            each -> new Thread(each).start());
    link = accept();
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    stats.stop();
    running.join();
    stats.close();
    daemon.close();
  }

  /** As albatrossd takes albatross-stats in. */
  private FrameChannel accept() throws Exception {
    FrameChannel accepted = new FrameChannel(daemon.accept(), MAX_FRAME);
    Message initial = Wire.decode(accepted.receive().orElseThrow());
    assertInstanceOf(StatsCommand.Initial.class, initial.payload());
    accepted.send(Wire.encode(initial.reply(new Success.Empty())));
    return accepted;
  }

  private Payload tell(String name, Payload command) throws Exception {
    link.send(Wire.encode(new Message(++sequence, Name.parse(name), command)));
    Message answer = Wire.decode(link.receive().orElseThrow());
    assertEquals(sequence, answer.sequence());
    return answer.payload();
  }

  private static StatsCommand.Add process(long pid) {
    return new StatsCommand.Add("", pid, List.of());
  }

  private static long ended() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  /** Whom a newcomer gets numbers of first. */
  private String firstSeen() throws Exception {
    try (FrameChannel subscriber = FrameChannel.connect(run.statsSocket(), MAX_FRAME)) {
      subscriber.send(Wire.encode(new Message(1, Name.ROOT, new StatsCommand.Subscribe())));
      assertTrue(subscriber.receive().isPresent());
      return Wire.decode(subscriber.receive().orElseThrow()).name().toString();
    }
  }

  @Test
  void ofAProcessThatHasEndedAlreadyItHearsOfSuccessAndNothingIsWatched() throws Exception {
    assertInstanceOf(Success.class, tell("a:ended", process(ended())));
    assertInstanceOf(Success.class, tell("b:stays", process(SELF)));
    assertEquals("b:stays", firstSeen());
    assertInstanceOf(Success.class, tell("a:ended", new StatsCommand.Remove()));
  }

  @Test
  void whatWasWatchedUnderTheNameOfOneThatHasEndedIsWatchedNoLonger() throws Exception {
    assertInstanceOf(Success.class, tell("a:one", process(SELF)));
    assertInstanceOf(Success.class, tell("a:one", process(ended())));
    assertInstanceOf(Success.class, tell("b:stays", process(SELF)));
    assertEquals("b:stays", firstSeen());
  }

  @Test
  void ofWhatCannotBeWatchedAtAllItHearsOfSuccess() throws Exception {
    List<StatsCommand.Tap> many =
        Collections.nCopies(Registry.MAX_TAPS + 1, new StatsCommand.Tap("net", "tap0"));
    assertInstanceOf(Success.class, tell("a:taps", new StatsCommand.Add("", SELF, many)));
    assertInstanceOf(Success.class, tell("a:", process(SELF)));
    assertInstanceOf(Success.class, tell("a:pid", process(-1)));
    assertInstanceOf(Success.class, tell("a:unknown", new StatsCommand.Remove()));
    assertInstanceOf(Success.class, tell("b:stays", process(SELF)));
    assertEquals("b:stays", firstSeen());
  }

  @Test
  void afterACommandThatIsNoneTheLinkIsMadeAgain() throws Exception {
    assertInstanceOf(Payload.Failure.class, tell("a:x", new UnikernelCommand.Destroy()));
    assertTrue(link.receive().isEmpty());
    link = accept();
    assertInstanceOf(Success.class, tell("b:stays", process(SELF)));
    assertEquals("b:stays", firstSeen());
  }
}
