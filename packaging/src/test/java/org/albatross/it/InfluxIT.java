package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** albatross-influx behind the other daemons. */
@Timeout(120)
class InfluxIT {
  private static final Pattern SERVING = Pattern.compile("serving metrics at localhost:(\\d+)\n");

  private Sandbox sandbox;
  private ServerSocket server;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
    sandbox.startStats("--interval", "1");
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    sandbox.client("create", "foo:tick", sandbox.image("ticker").toString()).ok();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    sandbox.close();
  }

  private String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private static BufferedReader reader(Socket peer) throws IOException {
    peer.setSoTimeout(30_000);
    return new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void linesOfARunningUnikernelArriveAndAgainAfterEitherSideWasAway() throws Exception {
    sandbox.launchOutside("albatross-influx", "--influx", address());
    try (Socket peer = server.accept()) {
      BufferedReader lines = reader(peer);
      assertTrue(lines.readLine().matches("resource_usage,vm=tick utime=\\d+\\.\\d{6},.*i"));
      assertTrue(lines.readLine().matches("kinfo_mem,vm=tick vsize=\\d+i,.*,uptime=\\d+\\.\\d{6}"));
      sandbox.stop("albatross-stats");
      sandbox.startStats("--interval", "1");
      Sandbox.eventually(
          "it is subscribed again",
          () ->
              sandbox.log("albatross-influx").lines().filter(l -> l.contains("subscribed")).count()
                  == 2);
      for (int i = 0; i < 4; i++) {
        assertTrue(lines.readLine().contains(",vm=tick "));
      }
    }
    try (Socket peer = server.accept()) {
      assertTrue(reader(peer).readLine().contains(",vm=tick "));
    }
    Sandbox.eventually(
        "it says what was lost", () -> sandbox.log("albatross-influx").contains("are lost"));
    assertEquals(0, sandbox.stop("albatross-influx"));
  }

  @Test
  void theWholeNameIsTheTagWhereThatIsWanted() throws Exception {
    sandbox.launchOutside(
        "albatross-influx", "--influx", address(), "--no-drop-path", "--name", "foo:tick");
    try (Socket peer = server.accept()) {
      assertTrue(reader(peer).readLine().startsWith("resource_usage,vm=:tick "));
    }
  }

  /** At a port that is free, which it tells. */
  private int servePrometheus() throws Exception {
    sandbox.launchOutside("albatross-influx", "--prometheus", "0");
    Sandbox.eventually("it serves", () -> SERVING.matcher(sandbox.log("albatross-influx")).find());
    Matcher serving = SERVING.matcher(sandbox.log("albatross-influx"));
    assertTrue(serving.find());
    return Integer.parseInt(serving.group(1));
  }

  @Test
  void prometheusFetchesTheSameNumbers() throws Exception {
    int port = servePrometheus();
    Sandbox.eventually("it serves", () -> metrics(port).contains("unikernel=\"foo:tick\""));
    assertTrue(
        metrics(port)
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        "albatross_unikernel_resident_memory_bytes\\{unikernel=\"foo:tick\"\\} .*")));
  }

  @Test
  void aScrapeIsAnsweredWhile300HalfRequestsAreHeld() throws Exception {
    int port = servePrometheus();
    Sandbox.eventually("it serves", () -> metrics(port).contains("unikernel=\"foo:tick\""));
    List<Socket> half = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        half.add(socket);
        socket.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
      }
      for (int i = 0; i < 20; i++) {
        assertTrue(metrics(port).contains("unikernel=\"foo:tick\""), "scrape " + i);
      }
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
    assertEquals(0, sandbox.stop("albatross-influx"));
  }

  private static String metrics(int port) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics")).build();
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void withoutAReceiverOrWithAWrongOneItSaysWhatToGive() throws Exception {
    for (String[] options :
        new String[][] {
          {},
          {"--influx", "a:b:c:d/"},
          {"--influx-url", "localhost"},
          {"--influx-url", "http://x", "--influx-org", "o"},
          {"--prometheus", "no-such-host.invalid:1"}
        }) {
      Process process = sandbox.launchOutside("albatross-influx", options);
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      assertEquals(123, process.exitValue());
    }
    String log = sandbox.log("albatross-influx");
    assertTrue(log.contains("give --influx, --influx-url or --prometheus"), log);
    assertTrue(log.contains("is no address"), log);
    assertTrue(log.contains("--influx-url wants"), log);
    assertTrue(log.contains("--influx-bucket"), log);
    assertTrue(log.contains("no-such-host.invalid is not known"), log);
  }
}
