package org.albatross.console;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.host.HostException;
import org.albatross.core.metrics.Measured;
import org.albatross.core.metrics.Point;
import org.albatross.core.metrics.SelfReport;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.UnixServer;

/** Serves the console socket (docs/protocol/daemons.md, albatross-console). */
final class ConsoleServer implements Daemon, Measured {
  private static final int MAX_CONNECTIONS = 2048;

  /** What the program takes for itself, and what is on its way between its threads, in bytes. */
  private static final long OWN = 8 << 20;

  /** The part of the rest of the heap that may wait for subscribers, and that rings may take. */
  private static final int HEAP_PART = 4;

  private final EventLoop loop = new EventLoop();
  private final Consoles<Subscriber> consoles;
  private final Fifos fifos;
  private final Streams streams;
  private final UnixServer server;

  /**
   * Ready to serve; takes the socket over.
   *
   * @param maxMessage the largest message to take, in bytes
   * @param maxSubscribers how many may read a unikernel's console at a time
   */
  ConsoleServer(
      RuntimeDirectory directory, ServerSocketChannel socket, int maxMessage, int maxSubscribers)
      throws HostException, IOException {
    long part = (Runtime.getRuntime().maxMemory() - OWN) / HEAP_PART;
    consoles = new Consoles<>(maxSubscribers, part);
    fifos = new Fifos(directory, loop);
    streams = new Streams(consoles, new Backlog(loop, consoles, fifos, part));
    // The original's albatrossd makes its link once, and says nothing before the first create.
    UnixServer.Limits limits =
        UnixServer.Limits.of(MAX_CONNECTIONS, maxMessage).withSilentAdministrator();
    server = new UnixServer(loop, socket, directory.consoleSocket(), limits);
    server.serve(role -> new Session(consoles, fifos, streams));
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public List<Point> points(String vm) {
    return List.of(
        SelfReport.connections(vm, server),
        Point.of("albatross-consoles").tag("vm", vm).field("consoles", consoles.size()).build());
  }

  @Override
  public void run() throws IOException {
    loop.run();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  @Override
  public void close() throws IOException {
    fifos.close();
    loop.close();
    server.close();
  }
}
