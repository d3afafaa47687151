package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ways in which an endpoint gets connections, and command lines that it refuses. */
class EndpointModesIT {
  private static final String ACTIVATE = "/usr/bin/systemd-socket-activate";
  private static final String INETD = "/usr/sbin/inetd";
  private static final int USAGE = 124;

  private static Sandbox sandbox;
  private static Path files;
  private Process server;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
    files = Files.createDirectory(sandbox.file("pki"));
    client("generate ca db").ok();
    client("add-policy user 2 --mem 64 --cpu 0 --csr").ok();
    client("sign cacert.pem db ca.key user.req").ok();
  }

  @AfterAll
  static void stop() throws Exception {
    sandbox.close();
  }

  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      server.destroy();
      assertTrue(server.waitFor(10, TimeUnit.SECONDS));
    }
  }

  private static Sandbox.Outcome client(String line) throws Exception {
    return sandbox.client(files, List.of(line.split(" +")));
  }

  private static List<String> endpoint(String... options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Sandbox.program("albatross-tls-endpoint"),
                files.resolve("cacert.pem").toString(),
                files.resolve("server.pem").toString(),
                files.resolve("server.key").toString(),
                "--tmpdir",
                sandbox.run().toString()));
    line.addAll(List.of(options));
    return line;
  }

  private void startServer(int port, List<String> line) throws Exception {
    startServer(line);
    Sandbox.eventually("somebody listens", () -> isListening(port) || !server.isAlive());
  }

  private void startServer(List<String> line) throws Exception {
    server =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(files.resolve("server.log").toFile())
            .start();
  }

  private static boolean isListening(int port) {
    try {
      return Files.readString(Path.of("/proc/net/tcp"))
          .contains(
              ":" + HexFormat.of().withUpperCase().toHexDigits((char) port) + " 00000000:0000 0A");
    } catch (IOException e) {
      return false;
    }
  }

  /** All that a mode has to carry: a stream from the client, one to it, and a refusal. */
  private static void assertServes(int port) throws Exception {
    String to =
        " --ca=user.pem --ca-key=user.key --server-ca=cacert.pem --destination 127.0.0.1:" + port;
    String image = sandbox.image("ticker").toString();
    client("create hello " + image + to).ok();
    Sandbox.Outcome again = client("create hello " + image + to);
    assertEquals(117, again.code(), again.err());
    assertTrue(client("info" + to).ok().out().contains("hello"));
    client("destroy hello" + to).ok();
  }

  @Test
  void inetdHandsEachConnectionOver() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(INETD)), INETD + " is not installed");
    assumeTrue(Sandbox.isRoot(), "inetd wants root");
    int port = Ports.free();
    Path config = files.resolve("inetd.conf");
    List<String> line = endpoint("--inetd", "--quiet");
    Files.writeString(
        config,
        "127.0.0.1:%s stream tcp nowait root %s %s\n"
            .formatted(port, line.get(0), String.join(" ", line)));
    startServer(port, List.of(INETD, "-i", config.toString()));
    assertServes(port);
  }

  @Test
  void systemdHandsEachConnectionOverAsInetdDoes() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(ACTIVATE)), ACTIVATE + " is not installed");
    int port = Ports.free();
    List<String> line = new ArrayList<>(activate(port, "--accept", "--inetd"));
    line.addAll(endpoint("--inetd", "--quiet"));
    startServer(port, line);
    assertServes(port);
  }

  @Test
  void systemdHandsTheSocketOver() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(ACTIVATE)), ACTIVATE + " is not installed");
    int port = Ports.free();
    List<String> line = new ArrayList<>(activate(port));
    line.addAll(endpoint("--systemd-socket-activation"));
    startServer(port, line);
    assertServes(port);
  }

  private static List<String> activate(int port, String... options) {
    List<String> line = new ArrayList<>(List.of(ACTIVATE, "-l", "127.0.0.1:" + port));
    line.addAll(List.of(options));
    return line;
  }

  private record Ended(int code, String output) {}

  private static Ended run(List<String> line) throws Exception {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  @Test
  void inetdWithoutALogElsewhereIsRefused() throws Exception {
    Ended ended = run(endpoint("--inetd"));
    assertEquals(new Ended(3, ""), ended);
  }

  @Test
  void inetdWithoutAConnectionSaysSo() throws Exception {
    Ended ended = run(endpoint("--inetd", "--quiet"));
    assertEquals(123, ended.code());
    assertTrue(ended.output().contains("standard input is no connection"), ended.output());
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() throws Exception {
    assertEquals(USAGE, run(endpoint("--systemd-socket-activation", "--port", "1")).code());
    assertEquals(USAGE, run(endpoint("--inetd", "--quiet", "--port", "1")).code());
    assertEquals(USAGE, run(endpoint("--port", "70000")).code());
    assertEquals(USAGE, run(endpoint("--max-certificate", "17MiB")).code());
    assertEquals(USAGE, run(endpoint("--max-connections", "0")).code());
    assertEquals(USAGE, run(endpoint("--ip", "nowhere.invalid")).code());
  }

  @Test
  void filesThatDoNotFitAreToldOf() throws Exception {
    List<String> line = endpoint();
    line.set(3, files.resolve("ca.key").toString());
    Ended wrongKey = run(line);
    assertEquals(123, wrongKey.code());
    assertTrue(wrongKey.output().contains("is not that of the certificate"), wrongKey.output());
    line.set(1, files.resolve("server.pem").toString());
    Ended noAuthority = run(line);
    assertEquals(123, noAuthority.code());
    assertTrue(noAuthority.output().contains("is not the certificate of a CA"));
  }

  @Test
  void aPortThatIsTakenIsToldOf() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended =
          run(endpoint("--ip", "127.0.0.1", "--port", String.valueOf(taken.getLocalPort())));
      assertEquals(123, ended.code());
      assertTrue(ended.output().contains("cannot listen on"), ended.output());
    }
  }

  @Test
  void withoutAnAddressBothProtocolsAreServed() throws Exception {
    int port = Ports.free();
    startServer(endpoint("--port", String.valueOf(port)));
    Sandbox.eventually("it listens", () -> canConnect("127.0.0.1", port));
    if (Files.exists(Path.of("/proc/net/if_inet6"))) {
      assertTrue(canConnect("::1", port), "not over IPv6");
    }
  }

  private static boolean canConnect(String address, int port) {
    try (Socket socket = new Socket(InetAddress.getAllByName(address)[0], port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
