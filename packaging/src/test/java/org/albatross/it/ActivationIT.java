package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that systemd hands over: who is connected is answered, or no daemon is there. */
@Timeout(120)
class ActivationIT {
  private static final Path ACTIVATE = Path.of(PerConnection.ACTIVATE);

  private Sandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    assumeTrue(Files.isExecutable(ACTIVATE), ACTIVATE + " is not installed");
    sandbox = new Sandbox();
    sandbox.startConsole(); // without which albatrossd does not start
    sandbox.client(sandbox.db(), List.of("generate", "ca", "db")).ok();
  }

  @AfterEach
  void close() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private List<String> line(String program, String... options) {
    List<String> line = new ArrayList<>(List.of(Sandbox.program(program)));
    switch (program) {
      case "albatrossd" -> line.addAll(List.of("--dbdir", sandbox.db().toString()));
      case "albatross-tls-endpoint" ->
          List.of("cacert.pem", "server.pem", "server.key")
              .forEach(file -> line.add(sandbox.db().resolve(file).toString()));
      default -> {}
    }
    line.addAll(List.of("--tmpdir", sandbox.run().toString()));
    line.addAll(List.of(options));
    return line;
  }

  /** What comes of it when the first of these sockets is connected to. */
  private String start(List<String> sockets, List<String> options, List<String> daemon)
      throws Exception {
    List<String> line = new ArrayList<>(List.of(ACTIVATE.toString()));
    line.addAll(options);
    sockets.forEach(socket -> line.addAll(List.of("-l", socket)));
    line.addAll(daemon);
    Path log = sandbox.file("activated.log");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      Path first = Path.of(sockets.get(0));
      Sandbox.eventually("systemd listens", () -> Files.exists(first) || !process.isAlive());
      try (SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        peer.connect(UnixDomainSocketAddress.of(first));
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> Sandbox.read(log));
      }
      assertEquals(123, process.exitValue(), () -> Sandbox.read(log));
      return Sandbox.read(log);
    } finally {
      process.destroyForcibly();
    }
  }

  private String socket(String name) {
    return sandbox.db().resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"albatrossd", "albatross-console", "albatross-stats", "albatross-tls-endpoint"})
  void aSecondSocketThatNobodyWouldServeIsNamedAndTheStartRefused(String program)
      throws Exception {
    String said =
        start(
            List.of(socket("first"), socket("second")),
            List.of("--fdname=one:two"),
            line(program, "--systemd-socket-activation"));
    assertTrue(said.contains("one can be served: not descriptor 4"), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"albatrossd", "albatross-console", "albatross-stats", "albatross-tls-endpoint"})
  void aSocketThatNobodyToldItToServeIsNoStart(String program) throws Exception {
    String said = start(List.of(socket("first")), List.of(), line(program));
    assertTrue(said.contains("give --systemd-socket-activation"), said);
  }

  @Test
  void anEndpointServesNoUnixDomainSocket() throws Exception {
    String said =
        start(
            List.of(socket("first")),
            List.of(),
            line("albatross-tls-endpoint", "--systemd-socket-activation"));
    assertTrue(said.contains("descriptor 3 is no TCP socket"), said);
  }

  @Test
  void albatrossInfluxServesNoSocketAndSaysSo() throws Exception {
    Process process =
        new ProcessBuilder(
                line("albatross-influx", "--prometheus", "0", "--systemd-socket-activation"))
            .redirectErrorStream(true)
            .redirectOutput(sandbox.file("influx").toFile())
            .start();
    try {
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it starts all the same");
      assertEquals(124, process.exitValue());
      assertTrue(Sandbox.read(sandbox.file("influx")).contains("listens on no socket"));
    } finally {
      process.destroyForcibly();
    }
  }
}
