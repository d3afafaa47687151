package org.albatross.core.daemon;

import java.util.Optional;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.metrics.Measured;
import org.albatross.core.metrics.SelfReport;
import org.albatross.core.model.AlbatrossException;
import picocli.CommandLine.Option;

/** The option of daemons that report about themselves. */
public final class ReportOptions {
  private static final int PORT = 8094;

  @Option(
      names = "--influx",
      paramLabel = "HOST[:PORT]",
      description =
          "Report on this daemon every ten seconds, in line protocol over TCP (default port: "
              + PORT
              + ").")
  private Optional<String> influx = Optional.empty();

  /** Where to report to, if anywhere; asked before anything is opened. */
  public Optional<HostPort> address() throws AlbatrossException {
    return influx.isPresent() ? Optional.of(HostPort.parse(influx.get(), PORT)) : Optional.empty();
  }

  /**
   * Begins to report if that was asked for; before the daemon runs.
   *
   * @param vm as whom
   */
  public static void start(Optional<HostPort> address, String vm, Measured daemon) {
    address.ifPresent(receiver -> SelfReport.start(receiver, vm, daemon));
  }
}
