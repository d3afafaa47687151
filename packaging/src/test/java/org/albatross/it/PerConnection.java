package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts an endpoint for each connection, as inetd does; they end with it. */
final class PerConnection implements AutoCloseable {
  static final String ACTIVATE = "/usr/bin/systemd-socket-activate";

  private final Process server;
  private final int port;

  private PerConnection(Process server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Beside the endpoint of a host, with its certificates and as its user. */
  static PerConnection start(Besieged host) throws Exception {
    int port = Ports.free();
    List<String> line =
        new ArrayList<>(List.of(ACTIVATE, "--accept", "--inetd", "--listen=127.0.0.1:" + port));
    line.addAll(Remote.byNobody(host.remote().inetdLine()));
    Process server =
        new ProcessBuilder(line)
            .directory(host.remote().file(".").toFile())
            .redirectErrorStream(true)
            .redirectOutput(host.sandbox().file("inetd.log").toFile())
            .start();
    Sandbox.eventually(
        "it listens",
        () -> Sandbox.read(host.sandbox().file("inetd.log")).contains("Listening on"));
    return new PerConnection(server, port);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    List<ProcessHandle> all = server.descendants().toList();
    server.destroy();
    all.forEach(ProcessHandle::destroy);
    try {
      assertTrue(server.waitFor(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
