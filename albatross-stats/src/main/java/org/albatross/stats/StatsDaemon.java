package org.albatross.stats;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.DaemonCommand;
import org.albatross.core.daemon.DaemonMain;
import org.albatross.core.daemon.ReportOptions;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.model.AlbatrossException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program albatross-stats. */
@Command(
    name = "albatross-stats",
    description = "Gathers what running unikernels use, and streams it.")
public final class StatsDaemon extends DaemonCommand {
  private static final int MAX_MESSAGE = 1 << 20;
  private static final int MAX_INTERVAL = 86_400;

  @Mixin private ReportOptions report = new ReportOptions();
  @Spec private CommandSpec spec;
  private int interval = 10;
  private int maxSubscribers = 1;

  @Option(
      names = "--gather-bhyve-stats",
      description = "Gather the counters of BHyve's virtual machines as well (FreeBSD).")
  private boolean gatherBhyve;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Time between gatherings (default: ${DEFAULT-VALUE}).")
  void setInterval(int seconds) {
    if (seconds < 1 || seconds > MAX_INTERVAL) {
      throw new ParameterException(
          spec.commandLine(),
          "--interval must be 1 to " + MAX_INTERVAL + " seconds, not " + seconds);
    }
    interval = seconds;
  }

  @Option(
      names = "--max-subscribers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many clients may listen to one name; one more takes the place of the oldest"
              + " (default: ${DEFAULT-VALUE}).")
  void setMaxSubscribers(int count) {
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-subscribers must be at least 1, not " + count);
    }
    maxSubscribers = count;
  }

  public static void main(String[] args) {
    DaemonMain.main(new StatsDaemon(), args);
  }

  @Override
  protected Daemon open() throws AlbatrossException, IOException {
    Optional<HostPort> receiver = report.address();
    RuntimeDirectory directory = options().runtimeDirectory();
    ServerSocketChannel server = options().listen(directory.statsSocket());
    try {
      StatsServer daemon =
          new StatsServer(
              directory,
              server,
              options().maxMessage(MAX_MESSAGE),
              new StatsServer.Gathering(Duration.ofSeconds(interval), maxSubscribers, gatherBhyve));
      ReportOptions.start(receiver, "albatross_stats", daemon);
      return daemon;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }
}
