package org.albatross.stats;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.Pools;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.host.usage.UsageSource;
import org.albatross.core.metrics.Measured;
import org.albatross.core.metrics.Point;
import org.albatross.core.metrics.SelfReport;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.UnixServer;

/**
 * Puts the parts of albatross-stats together and serves (docs/protocol/daemons.md,
 * albatross-stats).
 */
final class StatsServer implements Daemon, Measured {
  private static final int MAX_CONNECTIONS = 2048;

  private final EventLoop loop = new EventLoop();
  private final ExecutorService sampling = Pools.bounded("sampler", 1);
  private final ExecutorService connecting = Pools.bounded("connector", 1);
  private final Streams streams;
  private final DaemonLink link;
  private final Registry registry = new Registry();
  private final UnixServer server;

  /**
   * How to gather.
   *
   * @param maxSubscribers how many may listen to one name at a time
   * @param virtualMachines whether to gather the counters of virtual machines
   */
  record Gathering(Duration interval, int maxSubscribers, boolean virtualMachines) {}

  /**
   * Ready to serve; takes the socket over.
   *
   * @param maxMessage the largest message to take, in bytes
   */
  StatsServer(
      RuntimeDirectory directory, ServerSocketChannel socket, int maxMessage, Gathering gathering)
      throws IOException {
    Sampler sampler = new Sampler(UsageSource.ofHost(), gathering.virtualMachines());
    Commands commands = new Commands(registry, sampler, sampling, loop);
    streams =
        new Streams(
            loop,
            sampling,
            sampler,
            registry,
            new Subscribers<>(gathering.maxSubscribers()),
            gathering.interval());
    Session session = new Session(commands, streams, true);
    link =
        new DaemonLink(directory.daemonSocket(), loop, connecting, maxMessage, registry, session);
    UnixServer.Limits limits = UnixServer.Limits.of(MAX_CONNECTIONS, maxMessage);
    server = new UnixServer(loop, socket, directory.statsSocket(), limits);
    server.serve(role -> new Session(commands, streams, false));
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public List<Point> points(String vm) {
    return List.of(
        SelfReport.connections(vm, server),
        Point.of("albatross-stats")
            .tag("vm", vm)
            .field("unikernels", registry.entries().size())
            .build());
  }

  @Override
  public void run() throws IOException {
    link.connect();
    streams.start();
    loop.run();
  }

  @Override
  public void stop() {
    link.close();
    loop.stop();
  }

  @Override
  public void close() throws IOException {
    sampling.shutdownNow();
    connecting.shutdownNow();
    loop.close();
    server.close();
  }
}
