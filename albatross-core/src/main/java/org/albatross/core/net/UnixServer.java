package org.albatross.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The socket of a daemon that answers messages, and the connections to it. Everything here happens
 * on the loop's thread, or before and after the loop runs.
 */
public final class UnixServer implements Closeable {
  /** How long a new connection may say nothing. */
  private static final Duration FIRST_MESSAGE = Duration.ofSeconds(30);

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final Path socket;
  private final Limits limits;
  private Optional<Acceptor> acceptor = Optional.empty();

  /**
   * What peers may take up.
   *
   * @param connections how many are open at a time; more wait in the kernel's queue
   * @param message the largest message to take, in bytes
   */
  public record Limits(int connections, int message) {}

  /** Makes what answers a new connection. */
  public interface Sessions {
    /**
     * A peer connected.
     *
     * @param closed to be run once when the connection is gone
     */
    FrameHandler open(Runnable closed);
  }

  /** Takes a listening socket over; who connects waits in the kernel's queue for the time being. */
  public UnixServer(EventLoop loop, ServerSocketChannel channel, Path socket, Limits limits) {
    this.loop = loop;
    this.channel = channel;
    this.socket = socket;
    this.limits = limits;
  }

  /** Begins to accept connections; called once. */
  public void serve(Sessions sessions) throws IOException {
    acceptor =
        Optional.of(
            loop.accept(
                channel,
                limits.connections(),
                (peer, released) -> connected(peer, sessions.open(released))));
  }

  private void connected(SocketChannel peer, FrameHandler session) throws IOException {
    loop.connection(peer, session, limits.message()).awaitInput(FIRST_MESSAGE);
  }

  /** How many connections are open. */
  public int open() {
    return acceptor.map(Acceptor::open).orElse(0);
  }

  /** How many connections there were, those that are open included. */
  public long total() {
    return acceptor.map(Acceptor::total).orElse(0L);
  }

  /** Accepts no more; who connects waits in the kernel's queue until {@link #close}. */
  public void stop() {
    acceptor.ifPresent(Acceptor::stop);
  }

  /**
   * Ends listening and removes the socket file if it is ours. To be closed last, after the loop:
   * where systemd handed the socket over, this takes standard error away too.
   */
  @Override
  public void close() throws IOException {
    UnixSockets.close(channel, socket);
  }
}
