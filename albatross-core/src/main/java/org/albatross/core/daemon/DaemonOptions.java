package org.albatross.core.daemon;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.albatross.core.host.file.SharedDirectory;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.net.UnixSockets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that all daemons have (docs/protocol/daemons.md, Options of all daemons). */
@Command(
    versionProvider = VersionText.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = false)
public final class DaemonOptions {
  @Option(
      names = "--tmpdir",
      paramLabel = "DIR",
      description = "Directory of sockets and fifos (default: /run/albatross).")
  private Optional<Path> tmpdir = Optional.empty();

  @Option(
      names = "--systemd-socket-activation",
      description = "Listen on the one socket that systemd hands over; more are refused.")
  private boolean socketActivation;

  @Option(
      names = "--max-message",
      paramLabel = "BYTES",
      converter = ByteSize.Converter.class,
      description =
          "Largest message that is taken, e.g. 64MiB (default: 256MiB for albatrossd, else 1MiB).")
  private Optional<ByteSize> maxMessage = Optional.empty();

  @Option(names = "--syslog", description = "Log to syslog in place of standard error.")
  private boolean syslog;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log more; twice: still more.")
  private boolean[] verbose = {};

  @Option(
      names = "--verbosity",
      paramLabel = "LEVEL",
      description = "What to log: ${COMPLETION-CANDIDATES} (default: warning).")
  private Optional<Verbosity> verbosity = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Log nothing.")
  private boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours in the log: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ColorMode color = ColorMode.AUTO;

  @SuppressWarnings("UnusedVariable") // picocli looks at the option
  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  private boolean version;

  @SuppressWarnings("UnusedVariable") // picocli looks at the option
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** Where sockets and fifos are. */
  public RuntimeDirectory runtimeDirectory() {
    return new RuntimeDirectory(tmpdir.orElseGet(DaemonOptions::defaultTmpdir));
  }

  /** The largest message to take, in bytes. */
  public int maxMessage(int otherwise) {
    return maxMessage.map(ByteSize::bytes).orElse(otherwise);
  }

  public boolean syslog() {
    return syslog;
  }

  public boolean quiet() {
    return quiet;
  }

  public boolean socketActivation() {
    return socketActivation;
  }

  public ColorMode color() {
    return color;
  }

  /** What to log: {@code --quiet} wins over {@code --verbosity}, and that over {@code -v}. */
  public Verbosity verbosity() {
    if (quiet) {
      return Verbosity.QUIET;
    }
    return verbosity.orElse(
        switch (verbose.length) {
          case 0 -> Verbosity.WARNING;
          case 1 -> Verbosity.INFO;
          default -> Verbosity.DEBUG;
        });
  }

  /** Listens on the socket, or on what systemd handed over if that was asked for. */
  public ServerSocketChannel listen(Path socket) throws AlbatrossException, IOException {
    if (socketActivation) {
      return SocketActivation.take(System.getenv(), SocketActivation.Family.UNIX);
    }
    makeDirectory(socket.toAbsolutePath().getParent());
    return UnixSockets.listen(socket);
  }

  private static void makeDirectory(Path directory) throws AlbatrossException {
    try {
      SharedDirectory.make(directory);
    } catch (IOException e) {
      throw new AlbatrossException(
          "cannot make the directory of the socket, %s: %s; give another with --tmpdir, or its rights"
              .formatted(directory, UnixSockets.describe(e)),
          e);
    }
  }

  /** The listening TCP socket that systemd handed over; may be taken once. */
  public ServerSocketChannel activatedTcpSocket() throws AlbatrossException, IOException {
    return SocketActivation.take(System.getenv(), SocketActivation.Family.TCP);
  }

  private static Path defaultTmpdir() {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
    return Path.of(linux ? "/run/albatross" : "/var/run/albatross");
  }
}
