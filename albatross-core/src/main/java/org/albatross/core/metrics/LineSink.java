package org.albatross.core.metrics;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.albatross.core.model.Utf8;
import org.albatross.core.net.UnixSockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines over TCP to whoever takes line protocol there, as the original writes them: without a time,
 * so what cannot be sent now would be wrong later and is dropped, and said how much. Connects again
 * every five seconds, for ever. Any thread may hand lines over; none waits.
 */
public final class LineSink implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(LineSink.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int CONNECT_MILLIS = 5000;

  /** Texts that wait, each of a few lines. */
  private static final int WAITING = 4096;

  private final HostPort address;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread = new Thread(this::run, "line protocol");
  private volatile Optional<Socket> connection = Optional.empty();
  private volatile boolean taking = true;
  private volatile boolean closed;

  /** Connects on a thread of its own. */
  public LineSink(HostPort address) {
    this.address = address;
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends lines; drops them if there is nobody to take them, which the first attempt shows. */
  public void send(String lines) {
    if (!taking || !waiting.offer(lines)) {
      dropped.incrementAndGet();
    }
  }

  private void run() {
    boolean complained = false;
    while (!closed) {
      try (Socket socket = connect()) {
        connection = Optional.of(socket);
        LOG.info("connected to {}", address);
        reportDropped();
        complained = false;
        serve(socket);
      } catch (IOException e) {
        complain(complained, e);
        complained = true;
      } catch (InterruptedException e) {
        return;
      } finally {
        taking = false;
        dropped.addAndGet(waiting.size());
        waiting.clear();
      }
      pause();
    }
  }

  private void complain(boolean again, IOException e) {
    if (again || closed) {
      LOG.debug("no connection to {}: {}", address, e.getMessage());
    } else {
      LOG.warn(
          "no connection to {}: {}; trying every {} s, what comes until then is lost",
          address,
          UnixSockets.describe(e),
          RETRY.toSeconds());
    }
  }

  private void reportDropped() {
    long count = dropped.getAndSet(0);
    if (count > 0) {
      LOG.warn("{} samples could not be sent to {} and are lost", count, address);
    }
  }

  private Socket connect() throws IOException {
    InetSocketAddress resolved = address.resolve();
    if (resolved.isUnresolved()) {
      throw new IOException("host " + address.host() + " is not known");
    }
    Socket socket = new Socket();
    try {
      socket.connect(resolved, CONNECT_MILLIS);
      socket.setKeepAlive(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void serve(Socket socket) throws IOException, InterruptedException {
    taking = true;
    OutputStream out = socket.getOutputStream();
    while (!closed) {
      StringBuilder batch = new StringBuilder(waiting.take());
      for (String more = waiting.poll(); more != null; more = waiting.poll()) {
        batch.append(more);
      }
      out.write(Utf8.encode(batch.toString()));
      reportDropped();
    }
  }

  private void pause() {
    try {
      if (!closed) {
        Thread.sleep(RETRY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    thread.interrupt();
    // A write to somebody who does not read heeds no interrupt.
    Optional<Socket> open = connection;
    if (open.isPresent()) {
      open.get().close();
    }
  }
}
