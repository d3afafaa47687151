package org.albatross.albatrossd.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.UnixSockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to albatross-console. When it is lost it is made again, and albatross-console is told of
 * all that runs (docs/protocol/original.md, Restarts). Used on the loop's thread only.
 */
public final class ConsoleLink {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleLink.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int MAX_REPLY = 1 << 20;

  private final Path socket;
  private final EventLoop loop;
  private final Work work;
  private final PeerLink link;
  private Runnable connected = () -> {};

  /** Whether albatross-console was asked for anything on this connection. */
  private boolean used;

  /** Done unless a connection that nobody has used is just made again. */
  private CompletableFuture<Void> renewal = CompletableFuture.completedFuture(null);

  private boolean closing;

  public ConsoleLink(Path socket, EventLoop loop, Work work) {
    this.socket = socket;
    this.loop = loop;
    this.work = work;
    this.link = new PeerLink("albatross-console", loop, this::onLost);
  }

  /** What to do when the link was made again after it had been lost. */
  public void onReconnect(Runnable action) {
    connected = action;
  }

  /** Connects for the first time. */
  public void connect() throws AlbatrossException {
    try {
      attach(UnixSockets.connect(socket));
    } catch (IOException e) {
      throw new AlbatrossException(
          "cannot connect to albatross-console at %s: %s; %s"
              .formatted(socket, UnixSockets.describe(e), remedy(e)),
          e);
    }
  }

  private static String remedy(IOException e) {
    return String.valueOf(e.getMessage()).contains("Permission denied")
        ? "run albatrossd as root, or as a member of the group of that socket"
        : "start it first";
  }

  /**
   * Makes albatross-console read the unikernel's fifo.
   *
   * @param rings how many consoles its path may keep
   */
  public CompletableFuture<Void> add(Name name, long rings) {
    return renewal.thenCompose(
        done -> {
          used = true;
          return link.ask(name, new ConsoleCommand.Add(rings));
        });
  }

  public boolean isConnected() {
    return link.isConnected() || !renewal.isDone();
  }

  public void close() {
    closing = true;
  }

  private void attach(SocketChannel channel) throws IOException {
    try {
      link.attach(loop.connection(channel, link, MAX_REPLY));
      used = false;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void onLost() {
    if (closing) {
      return;
    }
    if (used) {
      awayUntilBack();
    } else {
      // Whoever says nothing is sent away after a while: on this host nothing was started yet.
      renewal =
          connectAgain()
              .exceptionally(
                  failure -> {
                    awayUntilBack();
                    return null;
                  });
    }
  }

  private void awayUntilBack() {
    LOG.error("albatross-console is gone; trying to reach it every second");
    retryLater();
  }

  private void retryLater() {
    loop.schedule(RETRY, this::retry);
  }

  private void retry() {
    if (closing || link.isConnected()) {
      return;
    }
    var unused =
        connectAgain()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("albatross-console is still away", failure);
                    retryLater();
                  } else {
                    LOG.warn("albatross-console is back");
                    connected.run();
                  }
                });
  }

  private CompletableFuture<Void> connectAgain() {
    return work.run(() -> UnixSockets.connect(socket))
        .thenAccept(
            channel -> {
              try {
                attach(channel);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
