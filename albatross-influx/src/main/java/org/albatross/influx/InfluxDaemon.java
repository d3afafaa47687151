package org.albatross.influx;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.albatross.core.daemon.ByteSize;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.DaemonCommand;
import org.albatross.core.daemon.DaemonMain;
import org.albatross.core.host.usage.UsageSource;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program albatross-influx. */
@Command(
    name = "albatross-influx",
    description =
        "Hands the statistics of albatross-stats on: to InfluxDB, to whatever takes its line"
            + " protocol, to Prometheus.")
public final class InfluxDaemon extends DaemonCommand {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxDaemon.class);
  private static final int INFLUX_PORT = 8094;
  private static final int PROMETHEUS_PORT = 9894;
  private static final int BUFFER = 16 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--influx",
      paramLabel = "HOST[:PORT]",
      description = "Write line protocol over TCP (default port: " + INFLUX_PORT + ").")
  private Optional<String> influx = Optional.empty();

  @Option(
      names = "--influx-url",
      paramLabel = "URL",
      description = "Write to InfluxDB by HTTP, such as http://localhost:8086.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--influx-database",
      paramLabel = "NAME",
      description = "The database of InfluxDB 1 (default: albatross).")
  private Optional<String> database = Optional.empty();

  @Option(
      names = "--influx-org",
      paramLabel = "NAME",
      description = "The organization of InfluxDB 2.")
  private Optional<String> organization = Optional.empty();

  @Option(names = "--influx-bucket", paramLabel = "NAME", description = "The bucket of InfluxDB 2.")
  private Optional<String> bucket = Optional.empty();

  @Option(
      names = "--influx-token-file",
      paramLabel = "FILE",
      description = "A file with the token, in its first line.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(names = "--influx-user", paramLabel = "NAME", description = "The user of InfluxDB 1.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--influx-password-file",
      paramLabel = "FILE",
      description = "A file with the password of that user, in its first line.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--buffer",
      paramLabel = "BYTES",
      converter = ByteSize.Converter.class,
      description =
          "How much waits for an InfluxDB that does not answer (default: 16MiB); then the oldest"
              + " points are dropped.")
  private Optional<ByteSize> buffer = Optional.empty();

  @Option(
      names = "--prometheus",
      paramLabel = "[HOST:]PORT",
      description =
          "Serve /metrics for Prometheus (default host: localhost, default port: "
              + PROMETHEUS_PORT
              + ").")
  private Optional<String> prometheus = Optional.empty();

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      converter = NameConverter.class,
      description = "The unikernel, or a path such as foo: (default: all).")
  private Name name = Name.ROOT;

  @Option(
      names = "--no-drop-path",
      description = "Tag points with the whole name, not the last label only.")
  private boolean noDropPath;

  static final class NameConverter implements ITypeConverter<Name> {
    @Override
    public Name convert(String text) {
      try {
        return Name.parse(text);
      } catch (InvalidNameException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  public static void main(String[] args) {
    DaemonMain.main(new InfluxDaemon(), args);
  }

  @Override
  protected void check() {
    if (options().socketActivation()) {
      throw new ParameterException(
          spec.commandLine(),
          "--systemd-socket-activation: albatross-influx listens on no socket that systemd could open");
    }
  }

  /** What waits for InfluxDB is text, and each line an object or two. */
  @Override
  protected int leastHeap() {
    int waiting = url.isPresent() ? bufferBytes() >> 20 : 0;
    return super.leastHeap() + waiting + waiting / 2;
  }

  private int bufferBytes() {
    return buffer.map(ByteSize::bytes).orElse(BUFFER);
  }

  @Override
  protected Daemon open() throws AlbatrossException, IOException {
    List<Receiver> receivers = new ArrayList<>();
    try {
      addAll(receivers);
      if (receivers.isEmpty()) {
        throw new AlbatrossException(
            "nobody to hand statistics to: give --influx, --influx-url or --prometheus");
      }
    } catch (AlbatrossException e) {
      closeAll(receivers);
      throw e;
    }
    Path socket = options().runtimeDirectory().statsSocket();
    return new Running(new Feed(socket, name, receivers), receivers);
  }

  private void addAll(List<Receiver> receivers) throws AlbatrossException {
    Function<Name, String> tag = noDropPath ? Name::text : InfluxDaemon::label;
    if (influx.isPresent()) {
      receivers.add(new TcpReceiver(HostPort.parse(influx.get(), INFLUX_PORT), tag));
    }
    if (url.isPresent()) {
      HttpTarget target =
          HttpTarget.of(
              new HttpTarget.Options(
                  url.get(), database, organization, bucket, tokenFile, user, passwordFile));
      receivers.add(new HttpReceiver(target, tag, bufferBytes(), TIMEOUT));
    }
    if (prometheus.isPresent()) {
      String text = prometheus.get();
      boolean portOnly = text.matches("\\d{1,5}");
      HostPort address = HostPort.parse(portOnly ? "localhost:" + text : text, PROMETHEUS_PORT);
      PrometheusReceiver receiver = new PrometheusReceiver(address, UsageSource.pageSize());
      receivers.add(receiver);
      LOG.info("serving metrics at {}", new HostPort(address.host(), receiver.port()));
    }
  }

  private static String label(Name name) {
    return name.label().map(Label::text).orElseGet(name::text);
  }

  private static void closeAll(List<Receiver> receivers) {
    for (Receiver each : receivers) {
      try {
        each.close();
      } catch (IOException e) {
        LOG.debug("closing", e);
      }
    }
  }

  private record Running(Feed feed, List<Receiver> receivers) implements Daemon {
    @Override
    public void run() {
      feed.run();
    }

    @Override
    public void stop() {
      try {
        feed.close();
      } catch (IOException e) {
        LOG.debug("closing the subscription", e);
      }
    }

    @Override
    public void close() {
      closeAll(receivers);
    }
  }
}
