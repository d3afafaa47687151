package org.albatross.influx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers of the port of the metrics, as sockets that say and read what they want. */
@Timeout(60)
class MetricsServerTest {
  private static final String SCRAPE = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String LAST =
      "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String HALF = "GET /metrics HTTP/1.1\r\nHost: ";
  private static final int MOST_PENDING = 1 << 20;

  private final Exposition exposition = new Exposition(4096);
  private final List<Socket> sockets = new ArrayList<>();
  private MetricsServer server;

  @BeforeEach
  void start() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(exposition);
    exposition.onStats(Name.parse("foo:hello"), Samples.full(0), System.nanoTime());
    server =
        new MetricsServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new PrometheusScrapeHandler(registry),
            MOST_PENDING);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Socket connect(String said) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8192);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    sockets.add(socket);
    socket.getOutputStream().write(said.getBytes(UTF_8));
    return socket;
  }

  private String answer(String said) throws IOException {
    return read(connect(said));
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static void assertMetrics(String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertTrue(answer.contains("unikernel=\"foo:hello\""), answer);
  }

  /** Whether it was closed from the other side; it has not been answered. */
  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  /** One answer of those that come on a connection. */
  private static String next(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) in.read());
    }
    Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(answer);
    assertTrue(length.find(), answer.toString());
    return answer + new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8);
  }

  @Test
  void aScrapeIsAnsweredWhileHalfRequestsHoldAllPlaces() throws Exception {
    Socket kept = connect(SCRAPE);
    assertMetrics(next(kept));
    for (int i = 0; i < 300; i++) {
      connect(i % 2 == 0 ? HALF : "");
    }
    assertMetrics(answer(LAST));
    // The oldest of them made room, and who had asked before did not.
    assertTrue(isClosed(sockets.get(1)));
    kept.getOutputStream().write(SCRAPE.getBytes(UTF_8));
    assertMetrics(next(kept));
  }

  @Test
  void aScrapeIsAnsweredWhileOthersReadNothingOfTheirs() throws Exception {
    for (int i = 0; i < 4000; i++) {
      exposition.onStats(
          Name.of(Path.ROOT.child(new Label("many")), new Label("u" + i)),
          Samples.full(i),
          System.nanoTime());
    }
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      silent.add(connect(SCRAPE));
    }
    String whole = answer(LAST);
    assertMetrics(whole);
    for (Socket each : silent) {
      assertTrue(read(each).length() < whole.length());
    }
  }

  @Test
  void aConnectionIsKeptForTheNextRequestUnlessThatIsNotWanted() throws Exception {
    Socket socket = connect(SCRAPE);
    for (int i = 0; i < 3; i++) {
      assertMetrics(next(socket));
      socket.getOutputStream().write(SCRAPE.getBytes(UTF_8));
    }
    assertTrue(answer("GET /metrics HTTP/1.0\r\n\r\n").contains("foo:hello"));
  }

  @Test
  void whoAsksAgainBeforeItHasTheAnswerGetsTheFirstOnly() throws Exception {
    String answer = answer(SCRAPE + SCRAPE);
    assertMetrics(answer);
    assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"));
  }

  @Test
  void whatIsNoScrapeIsRefusedInWords() throws Exception {
    String close = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assertTrue(answer("POST /metrics" + close).startsWith("HTTP/1.1 405 "));
    assertTrue(answer("GET /other" + close).startsWith("HTTP/1.1 404 "));
    assertTrue(answer("GET /" + close).endsWith("the metrics are at /metrics\n"));
    assertTrue(answer("GET /" + "x".repeat(5000) + close).startsWith("HTTP/1.1 400 "));
    assertTrue(answer("nonsense\r\n\r\n").startsWith("HTTP/1.1 400 "));
    String head = answer("HEAD /metrics" + close);
    assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n") && head.endsWith("\r\n\r\n"), head);
  }
}
