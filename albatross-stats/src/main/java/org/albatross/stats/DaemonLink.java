package org.albatross.stats;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Connection;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to albatrossd: opened from here, used from there (docs/protocol/daemons.md,
 * albatross-stats). Made again every second when it is lost; until then what was known is gathered
 * on, for the unikernels may run on. Used on the loop's thread.
 */
final class DaemonLink implements FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonLink.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path socket;
  private final EventLoop loop;
  private final Executor blocking;
  private final int maxMessage;
  private final Registry registry;
  private final FrameHandler session;
  private boolean registered;
  private boolean complained;
  private volatile boolean closing;
  private long sequence;

  /**
   * Not connected yet.
   *
   * @param blocking runs what may block
   * @param session what happens with albatrossd's commands
   */
  DaemonLink(
      Path socket,
      EventLoop loop,
      Executor blocking,
      int maxMessage,
      Registry registry,
      FrameHandler session) {
    this.socket = socket;
    this.loop = loop;
    this.blocking = blocking;
    this.maxMessage = maxMessage;
    this.registry = registry;
    this.session = session;
  }

  /** Connects, now or as soon as albatrossd is there. */
  void connect() {
    blocking.execute(
        () -> {
          try {
            SocketChannel channel = UnixSockets.connect(socket);
            loop.execute(() -> attach(channel));
          } catch (IOException e) {
            loop.execute(() -> failed(UnixSockets.describe(e)));
          } catch (RuntimeException e) {
            broken(e);
          }
        });
  }

  private void attach(SocketChannel channel) {
    registered = false;
    try {
      Connection connection = loop.connection(channel, this, maxMessage);
      connection.send(Wire.encode(new Message(++sequence, Name.ROOT, new StatsCommand.Initial())));
      connection.awaitInput(PATIENCE);
    } catch (IOException e) {
      close(channel);
      failed(e.getMessage());
    } catch (RuntimeException e) {
      close(channel);
      broken(e);
    }
  }

  /** Otherwise no attempt would ever follow. */
  private void broken(RuntimeException e) {
    LOG.error("internal error, going on", e);
    loop.execute(() -> failed(e.toString()));
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection", e);
    }
  }

  /** It is left from here; from any thread. */
  void close() {
    closing = true;
  }

  /** Complains once, and not every second. */
  private void failed(String why) {
    if (closing) {
      return;
    }
    if (complained) {
      LOG.debug("no link to albatrossd: {}", why);
    } else {
      LOG.warn("no link to albatrossd at {}: {}; trying every second", socket, why);
      complained = true;
    }
    loop.schedule(RETRY, this::connect);
  }

  @Override
  public void onFrame(Connection connection, byte[] frame) {
    if (registered) {
      session.onFrame(connection, frame);
      return;
    }
    try {
      Message answer = Wire.decode(frame);
      if (answer.sequence() != sequence || !(answer.payload() instanceof Success.Empty)) {
        throw new DecodeException("not the answer to stats initial");
      }
      registered = true;
      complained = false;
      connection.allowSilence();
      registry.forgetLinked();
      LOG.info("linked to albatrossd");
    } catch (DecodeException e) {
      LOG.error("albatrossd answered something else than was asked: {}", e.getMessage());
      connection.close();
    }
  }

  @Override
  public void onError(Connection connection, FrameException error) {
    LOG.error("albatrossd sent {}", error.getMessage());
    connection.close();
  }

  @Override
  public void onClosed(Connection connection) {
    session.onClosed(connection);
    failed("the connection was closed");
  }
}
