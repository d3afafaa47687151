package org.albatross.core.net;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections while there may be more; the rest wait in the kernel's queue. An error of
 * accept, such as too many open files, is survived with a pause.
 */
final class Acceptor {
  /** Who takes new connections. */
  interface Handler {
    /** A peer connected. */
    void accepted(SocketChannel channel) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MAX_AT_ONCE = 64;

  private final EventLoop loop;
  private final ServerSocketChannel server;
  private final BooleanSupplier mayAccept;
  private final Handler handler;
  private final SelectionKey key;
  private long total;
  private boolean pausing;
  private boolean looksAgain;
  private boolean stopped;

  Acceptor(EventLoop loop, ServerSocketChannel server, BooleanSupplier mayAccept, Handler handler)
      throws IOException {
    this.loop = loop;
    this.server = server;
    this.mayAccept = mayAccept;
    this.handler = handler;
    server.configureBlocking(false);
    this.key = loop.register(server, SelectionKey.OP_ACCEPT, this);
  }

  void ready() {
    try {
      for (int i = 0; i < MAX_AT_ONCE && mayAccept.getAsBoolean(); i++) {
        SocketChannel channel = server.accept();
        if (channel == null) {
          break;
        }
        total++;
        handOver(channel);
      }
    } catch (IOException e) {
      LOG.warn("cannot accept a connection, trying again soon: {}", e.getMessage());
      pausing = true;
    }
    update();
  }

  private void handOver(SocketChannel channel) throws IOException {
    boolean taken = false;
    try {
      handler.accepted(channel);
      taken = true;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  /** Accepts no more; who connects waits in the kernel's queue until the socket is closed. */
  void stop() {
    stopped = true;
    update();
  }

  /** How many connections there were, those that are open included. */
  long total() {
    return total;
  }

  /** To be called when there may be more connections, or no more. */
  void update() {
    if (!key.isValid()) {
      return;
    }
    boolean accepts = !stopped && !pausing && mayAccept.getAsBoolean();
    key.interestOps(accepts ? SelectionKey.OP_ACCEPT : 0);
    if (!accepts && !stopped && !looksAgain) {
      looksAgain = true;
      loop.schedule(PAUSE, this::lookAgain);
    }
  }

  /** There may be more by then: descriptors, or places of those who said nothing in time. */
  private void lookAgain() {
    looksAgain = false;
    pausing = false;
    update();
  }
}
