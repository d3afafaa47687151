package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the daemons tell about themselves. */
@Timeout(120)
class SelfReportIT {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private Sandbox sandbox;
  private ServerSocket server;

  @BeforeEach
  void start() throws Exception {
    sandbox = new Sandbox();
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread accepting = new Thread(this::accept);
    accepting.setDaemon(true);
    accepting.start();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    sandbox.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket peer = server.accept();
        Thread reading = new Thread(() -> read(peer));
        reading.setDaemon(true);
        reading.start();
      }
    } catch (IOException e) {
      lines.add("closed");
    }
  }

  private void read(Socket peer) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("gone");
    }
  }

  private void launch(String program, String socket, String... options) throws Exception {
    String[] all = java.util.Arrays.copyOf(options, options.length + 2);
    all[options.length] = "--influx";
    all[options.length + 1] = "127.0.0.1:" + server.getLocalPort();
    var unused = sandbox.launchOutside(program, all);
    Sandbox.eventually(
        program + " listens", () -> Files.exists(sandbox.run().resolve("util/" + socket)));
  }

  private void awaitLine(String regex) throws Exception {
    try {
      Sandbox.eventually(regex, () -> lines.stream().anyMatch(line -> line.matches(regex)));
    } catch (AssertionError e) {
      throw new AssertionError(String.join("\n", lines), e);
    }
  }

  @Test
  void eachDaemonReportsItsProcessItsConnectionsAndWhatItHolds() throws Exception {
    launch("albatross-console", "console.sock");
    launch("albatrossd", "vmmd.sock", "--dbdir", sandbox.db().toString());
    launch("albatross-stats", "stat.sock");
    sandbox.client("add-policy", "foo", "4", "--mem", "128").ok();
    sandbox.client("create", "foo:tick", sandbox.image("ticker").toString(), "--mem", "20").ok();
    for (String vm : List.of("albatross", "albatross_console", "albatross_stats")) {
      awaitLine("resource_usage,vm=" + vm + " utime=\\d+\\.\\d{6},.*");
      awaitLine("kinfo_mem,vm=" + vm + " vsize=\\d+i,.*");
      awaitLine("connections,vm=" + vm + ",kind=unix active=\\d+i,total=\\d+i");
    }
    awaitLine(
        "albatross-unikernels,vm=albatross,domain=foo .*running\\\\ unikernels=1i,"
            + "used\\\\ memory=20i");
    awaitLine("albatross-unikernels,vm=albatross,domain=: .*");
    awaitLine(
        "albatross-policies,vm=albatross,domain=foo maximum\\\\ unikernels=4i,"
            + "maximum\\\\ memory=128i,maximum\\\\ block=0i");
    awaitLine("albatross-starts,vm=albatross started=1i,failed=0i,preparing=0\\.\\d+,.*");
    awaitLine("albatross-stats,vm=albatross_stats unikernels=1i");
    awaitLine("albatross-consoles,vm=albatross_console consoles=1i");
    assertTrue(lines.stream().noneMatch(line -> line.matches(".* \\d{12,}")), "no times");
  }

  @Test
  void anAddressThatIsNoneIsRefusedAtTheStart() throws Exception {
    for (String program : List.of("albatrossd", "albatross-console", "albatross-stats")) {
      Process process = sandbox.launchOutside(program, "--influx", "a:b");
      assertTrue(process.waitFor() == 123, () -> sandbox.log(program));
      assertTrue(sandbox.log(program).contains("is no address"), sandbox.log(program));
    }
  }
}
