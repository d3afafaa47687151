package org.albatross.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.albatross.core.daemon.ByteSize;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.DaemonCommand;
import org.albatross.core.daemon.DaemonMain;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.net.Service;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.tls.ClientTrust;
import org.albatross.core.tls.Identity;
import org.albatross.core.tls.Jsse;
import org.albatross.core.tls.PemFiles;
import org.albatross.core.tls.Validity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program albatross-tls-endpoint. */
@Command(
    name = "albatross-tls-endpoint",
    description =
        "Lets clients in whose certificates the CA stands for, and passes the commands that they"
            + " carry to the daemons.")
public final class EndpointCommand extends DaemonCommand {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointCommand.class);
  private static final int DEFAULT_PORT = 1025;
  private static final int BACKLOG = 1024;
  private static final int MAX_CERTIFICATE = 16 << 20;

  private static final int SECONDS_FOR_MEGABYTE = 3;

  /** What the endpoint takes beside handshakes. */
  private static final int OWN_MEGABYTES = 12;

  /** What inetd mode is without a log that goes elsewhere than to the client. */
  private static final int INETD_WITHOUT_LOG = 3;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "CACERT", description = "The certificate of the CA.")
  private Path caCertificate;

  @Parameters(index = "1", paramLabel = "CERT", description = "The certificate of this server.")
  private Path certificate;

  @Parameters(index = "2", paramLabel = "KEY", description = "Its private key.")
  private Path key;

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      description = "Address to listen on (default: ::, which is IPv4 too).")
  private Optional<InetAddress> address = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on (default: " + DEFAULT_PORT + ").")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--inetd",
      description = "Serve the connection that is standard input; needs --syslog or --quiet.")
  private boolean inetd;

  @Option(
      names = "--max-certificate",
      paramLabel = "BYTES",
      defaultValue = "1MiB",
      converter = ByteSize.Converter.class,
      description =
          "Largest certificate that is taken, up to 16MiB: it may carry an image"
              + " (default: ${DEFAULT-VALUE}).")
  private ByteSize maxCertificate;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "2048",
      description = "Most connections at a time; more have to wait (default: ${DEFAULT-VALUE}).")
  private int maxConnections;

  @Option(
      names = "--max-per-address",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Most connections of one address, or one /64 of IPv6, that have not shown whose they are"
              + " (default: ${DEFAULT-VALUE}); this host's own do not count.")
  private int maxPerAddress;

  @Option(
      names = "--max-per-tenant",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "Most connections of whom the CA gave a policy, with all below"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxPerTenant;

  @Option(
      names = "--handshake-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long a client may take to say who it is (default: ${DEFAULT-VALUE}, and 3 more for"
              + " each MiB of --max-certificate).")
  private int handshakeSeconds;

  @Option(
      names = "--idle-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long a client may send next to nothing of an image, or read nothing of what it is sent"
              + " (default: ${DEFAULT-VALUE}).")
  private int idleSeconds;

  @Option(
      names = "--spool-dir",
      paramLabel = "DIR",
      defaultValue = "/var/tmp",
      description =
          "Where images are collected for an albatrossd of the original, which takes them whole; to"
              + " be on a disk (default: ${DEFAULT-VALUE}).")
  private Path spoolDirectory;

  public static void main(String[] args) {
    DaemonMain.main(new EndpointCommand(), args);
  }

  @Override
  protected void check() {
    if (options().socketActivation() && (port.isPresent() || address.isPresent())) {
      throw wrong(
          "--systemd-socket-activation brings its address: --ip and --port do not go with it");
    }
    if (inetd && (options().socketActivation() || port.isPresent() || address.isPresent())) {
      throw wrong("--inetd brings its connection: no other option says where to listen");
    }
    if (port.isPresent() && (port.get() < 0 || port.get() > 65535)) {
      throw wrong("--port wants a number from 0 to 65535, not " + port.get());
    }
    atLeastOne("--max-connections", maxConnections);
    atLeastOne("--max-per-address", maxPerAddress);
    atLeastOne("--max-per-tenant", maxPerTenant);
    atLeastOne("--handshake-timeout", handshakeSeconds);
    atLeastOne("--idle-timeout", idleSeconds);
    if (maxCertificate.bytes() > MAX_CERTIFICATE) {
      throw wrong("--max-certificate is at most 16MiB");
    }
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw wrong("%s must be at least 1, not %s".formatted(option, value));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** With --inetd systemd hands the connection over as the descriptor 3 as well. */
  @Override
  protected boolean takesSocket() {
    return inetd || super.takesSocket();
  }

  @Override
  protected OptionalInt refusal() {
    // What is logged to standard error would go to the client, as inetd makes one of the two.
    return inetd && !options().syslog() && !options().quiet()
        ? OptionalInt.of(INETD_WITHOUT_LOG)
        : OptionalInt.empty();
  }

  /** Two of the largest certificates must fit at a time, each with all that comes of it. */
  @Override
  protected int leastHeap() {
    int megabytes = (maxCertificate.bytes() + (1 << 20) - 1) >> 20;
    return OWN_MEGABYTES + 2 * Limits.HANDSHAKE_COST * megabytes;
  }

  @Override
  protected Daemon open() throws AlbatrossException, IOException {
    Jsse.configure(maxCertificate.bytes());
    X509Certificate ca = authority();
    Identity identity = Identity.read(certificate, key);
    warnIfNotValid(identity.chain().get(0), certificate);
    warnIfNotValid(ca, caCertificate);
    Limits limits = limits();
    ClientTrust trust = Endpoint.trust(ca);
    Path tmpdir = options().runtimeDirectory().root();
    for (Service each : Service.values()) {
      // Else each client would be told that there is no such daemon.
      var unused = UnixSockets.address(each.socket(tmpdir));
    }
    if (inetd) {
      return new InheritedConnection(new Endpoint(identity, trust, limits, tmpdir));
    }
    ServerSocketChannel socket = listen();
    return new ListeningEndpoint(new Endpoint(identity, trust, limits, tmpdir), socket);
  }

  private Limits limits() {
    int perMegabyte = SECONDS_FOR_MEGABYTE * (maxCertificate.bytes() >> 20);
    return new Limits(
        maxConnections,
        maxPerAddress,
        maxPerTenant,
        maxCertificate.bytes(),
        new Limits.Spools(spoolDirectory, options().maxMessage((int) Image.MAX_LENGTH)),
        Duration.ofSeconds(handshakeSeconds + (long) perMegabyte),
        Duration.ofSeconds(idleSeconds));
  }

  private X509Certificate authority() throws AlbatrossException {
    X509Certificate ca = PemFiles.certificate(caCertificate);
    if (ca.getBasicConstraints() < 0) {
      throw new AlbatrossException(
          caCertificate + " is not the certificate of a CA: it may not sign others");
    }
    return ca;
  }

  private static void warnIfNotValid(X509Certificate certificate, Path file) {
    Validity.problem(certificate, Instant.now())
        .ifPresent(why -> LOG.warn("the certificate in {} is not valid now: {}", file, why));
  }

  private ServerSocketChannel listen() throws AlbatrossException, IOException {
    if (options().socketActivation()) {
      return options().activatedTcpSocket();
    }
    InetSocketAddress to =
        address
            .map(chosen -> new InetSocketAddress(chosen, port.orElse(DEFAULT_PORT)))
            .orElseGet(() -> new InetSocketAddress(port.orElse(DEFAULT_PORT)));
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.bind(to, BACKLOG);
      LOG.info("listens on {}", socket.getLocalAddress());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new AlbatrossException(
          "cannot listen on %s: %s; give another --port or --ip"
              .formatted(describe(to), UnixSockets.describe(e)),
          e);
    }
  }

  private static String describe(InetSocketAddress to) {
    String port = "port " + to.getPort();
    return to.getAddress().isAnyLocalAddress()
        ? port
        : port + " of " + to.getAddress().getHostAddress();
  }
}
