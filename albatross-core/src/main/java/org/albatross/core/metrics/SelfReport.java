package org.albatross.core.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.host.HostException;
import org.albatross.core.host.usage.ProcessUsage;
import org.albatross.core.host.usage.UsageSource;
import org.albatross.core.model.message.Stats;
import org.albatross.core.net.UnixServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon's own numbers, sent every ten seconds as line protocol (docs/protocol/daemons.md,
 * albatross-influx, {@code --influx}): those of its process, and what it says itself. Runs on the
 * daemon's loop; nothing there waits for the receiver.
 */
public final class SelfReport {
  private static final Logger LOG = LoggerFactory.getLogger(SelfReport.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final String vm;
  private final Measured daemon;
  private final LineSink sink;
  private final UsageSource source = UsageSource.ofHost();

  private SelfReport(String vm, Measured daemon, LineSink sink) {
    this.vm = vm;
    this.daemon = daemon;
    this.sink = sink;
  }

  /**
   * Begins to report; to be called before the loop runs. It ends with the process.
   *
   * @param vm as whom
   */
  public static void start(HostPort address, String vm, Measured daemon) {
    SelfReport report = new SelfReport(vm, daemon, new LineSink(address));
    daemon.loop().schedule(INTERVAL, report::tick);
  }

  private void tick() {
    daemon.loop().schedule(INTERVAL, this::tick);
    sink.send(lines(vm, daemon, source));
  }

  /** What is sent now. */
  static String lines(String vm, Measured daemon, UsageSource source) {
    List<Point> points = new ArrayList<>();
    try {
      long pid = ProcessHandle.current().pid();
      ProcessUsage self = source.processes(List.of(pid)).get(pid);
      if (self != null) {
        Stats stats =
            new Stats(
                self.rusage(),
                List.of(),
                java.util.Optional.empty(),
                java.util.Optional.of(self.memory()));
        points.addAll(StatsPoints.of(vm, stats, Instant.now()));
      }
    } catch (HostException e) {
      LOG.debug("no numbers of this process", e);
    }
    points.addAll(daemon.points(vm));
    StringBuilder lines = new StringBuilder();
    points.forEach(point -> lines.append(LineProtocol.line(point)));
    return lines.toString();
  }

  /** The connections to a daemon's socket. */
  public static Point connections(String vm, UnixServer server) {
    return Point.of("connections")
        .tag("vm", vm)
        .tag("kind", "unix")
        .field("active", server.open())
        .field("total", server.total())
        .build();
  }
}
