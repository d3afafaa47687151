package org.albatross.influx;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscription at albatross-stats: made again five seconds after it was lost, for ever. */
final class Feed implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int MAX_FRAME = 1 << 20;

  private final Path socket;
  private final Name name;
  private final List<Receiver> receivers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<FrameChannel> channel = Optional.empty();
  private long sequence;

  /** Not connected yet. */
  Feed(Path socket, Name name, List<Receiver> receivers) {
    this.socket = socket;
    this.name = name;
    this.receivers = List.copyOf(receivers);
  }

  /** Hands on what comes, until it is closed. */
  void run() {
    boolean complained = false;
    while (!isClosed()) {
      try (FrameChannel frames = FrameChannel.connect(socket, MAX_FRAME)) {
        channel = Optional.of(frames);
        subscribe(frames);
        complained = false;
        receive(frames);
        if (!isClosed()) {
          LOG.warn("albatross-stats ended the stream: it was stopped, or somebody took our place");
        }
      } catch (IOException | AlbatrossException e) {
        complain(complained, e);
        complained = true;
      } finally {
        channel = Optional.empty();
      }
      pause();
    }
  }

  private void complain(boolean again, Exception e) {
    String why = e instanceof IOException io ? UnixSockets.describe(io) : e.getMessage();
    if (again || isClosed()) {
      LOG.debug("no statistics from {}: {}", socket, why);
    } else {
      LOG.warn("no statistics from {}: {}; trying every {} s", socket, why, RETRY.toSeconds());
    }
  }

  private void subscribe(FrameChannel frames) throws IOException, AlbatrossException {
    sequence++;
    frames.send(Wire.encode(new Message(sequence, name, new StatsCommand.Subscribe())));
    Payload answer =
        Wire.decode(
                frames
                    .receive()
                    .orElseThrow(() -> new AlbatrossException("it hung up without an answer")))
            .payload();
    if (answer instanceof Payload.Failure failure) {
      throw new AlbatrossException("refused: " + failure.message());
    }
    if (!(answer instanceof Success)) {
      throw new AlbatrossException("it answered something else than was asked for");
    }
    LOG.info("subscribed to {}", name);
  }

  private void receive(FrameChannel frames) throws IOException, AlbatrossException {
    for (Optional<byte[]> frame = frames.receive(); frame.isPresent(); frame = frames.receive()) {
      Message message = Wire.decode(frame.get());
      if (message.payload() instanceof Payload.StatsData data) {
        Instant now = Instant.now();
        receivers.forEach(each -> each.onStats(message.name(), data.stats(), now));
      } else {
        LOG.warn("ignoring something that is no statistics");
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void pause() {
    try {
      var unused = closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** Makes {@link #run} return; from any thread. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    Optional<FrameChannel> open = channel;
    if (open.isPresent()) {
      open.get().close();
    }
  }
}
