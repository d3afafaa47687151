package org.albatross.core.net;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections up to a limit; more wait in the kernel's queue. An error of accept, such as
 * too many open files, is survived with a pause (contract 5).
 */
final class Acceptor {
  /** Who takes new connections. */
  interface Handler {
    /**
     * A peer connected.
     *
     * @param released to be run once when the connection is gone
     */
    void accepted(SocketChannel channel, Runnable released) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MAX_AT_ONCE = 64;

  private final EventLoop loop;
  private final ServerSocketChannel server;
  private final int maxConnections;
  private final Handler handler;
  private final SelectionKey key;
  private int open;
  private long total;
  private boolean pausing;
  private boolean stopped;

  Acceptor(EventLoop loop, ServerSocketChannel server, int maxConnections, Handler handler)
      throws IOException {
    this.loop = loop;
    this.server = server;
    this.maxConnections = maxConnections;
    this.handler = handler;
    server.configureBlocking(false);
    this.key = loop.register(server, SelectionKey.OP_ACCEPT, this);
  }

  void ready() {
    try {
      for (int i = 0; i < MAX_AT_ONCE && open < maxConnections; i++) {
        SocketChannel channel = server.accept();
        if (channel == null) {
          break;
        }
        open++;
        total++;
        handOver(channel);
      }
    } catch (IOException e) {
      LOG.warn("cannot accept a connection, trying again soon: {}", e.getMessage());
      pausing = true;
      loop.schedule(
          PAUSE,
          () -> {
            pausing = false;
            updateInterest();
          });
    }
    updateInterest();
  }

  private void handOver(SocketChannel channel) throws IOException {
    boolean taken = false;
    try {
      handler.accepted(channel, this::released);
      taken = true;
    } finally {
      if (!taken) {
        channel.close();
        released();
      }
    }
  }

  private void released() {
    open--;
    updateInterest();
  }

  /** Accepts no more; who connects waits in the kernel's queue until the socket is closed. */
  void stop() {
    stopped = true;
    updateInterest();
  }

  /** How many connections are open. */
  int open() {
    return open;
  }

  /** How many connections there were, those that are open included. */
  long total() {
    return total;
  }

  private void updateInterest() {
    if (key.isValid()) {
      key.interestOps(stopped || pausing || open >= maxConnections ? 0 : SelectionKey.OP_ACCEPT);
    }
  }
}
