package org.albatross.influx;

import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;
import org.albatross.core.net.UnixSockets;

/** The latest numbers of each unikernel, for Prometheus to fetch. */
final class PrometheusReceiver implements Receiver {
  private final Exposition exposition;
  private final MetricsServer server;

  /** Listens at an address. */
  PrometheusReceiver(HostPort address, int pageSize) throws AlbatrossException {
    exposition = new Exposition(pageSize);
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(exposition);
    InetSocketAddress resolved = address.resolve();
    if (resolved.isUnresolved()) {
      throw new AlbatrossException("--prometheus: host " + address.host() + " is not known");
    }
    try {
      server = new MetricsServer(resolved, new PrometheusScrapeHandler(registry));
    } catch (IOException e) {
      throw new AlbatrossException(
          "cannot listen at %s for Prometheus: %s; give another with --prometheus"
              .formatted(address, UnixSockets.describe(e)),
          e);
    }
  }

  /** The port, which the host chose if 0 was asked for. */
  int port() {
    return server.port();
  }

  @Override
  public void onStats(Name name, Stats stats, Instant time) {
    exposition.onStats(name, stats, System.nanoTime());
  }

  @Override
  public void close() {
    server.close();
  }
}
