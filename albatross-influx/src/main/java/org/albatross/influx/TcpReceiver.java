package org.albatross.influx;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.metrics.LineProtocol;
import org.albatross.core.metrics.LineSink;
import org.albatross.core.metrics.StatsPoints;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;

/** Line protocol over TCP, byte for byte as the original writes it. */
final class TcpReceiver implements Receiver {
  private final LineSink sink;
  private final Function<Name, String> tag;

  /**
   * Sends to an address.
   *
   * @param tag how a unikernel is called
   */
  TcpReceiver(HostPort address, Function<Name, String> tag) {
    this.sink = new LineSink(address);
    this.tag = tag;
  }

  @Override
  public void onStats(Name name, Stats stats, Instant time) {
    StringBuilder lines = new StringBuilder();
    StatsPoints.of(tag.apply(name), stats, time)
        .forEach(point -> lines.append(LineProtocol.line(point)));
    sink.send(lines.toString());
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
