package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.albatross.core.metrics.Point;
import org.albatross.core.metrics.StatsPoints;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.testkit.Tenders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written to a real InfluxDB is what it answers. */
@Timeout(120)
class InfluxDbIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();
  private Path influxd;
  private int port;

  @BeforeEach
  void start() throws Exception {
    Optional<Path> found = Tenders.onPath("influxd");
    Assumptions.assumeTrue(found.isPresent(), "no influxd: apt-get install influxdb");
    influxd = found.get();
    port = freePort();
    Files.writeString(
        directory.resolve("influxdb.conf"),
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:%s"
        [meta]
          dir = "%s/meta"
        [data]
          dir = "%s/data"
          wal-dir = "%s/wal"
        [http]
          bind-address = "127.0.0.1:%s"
        """
            .formatted(freePort(), directory, directory, directory, port));
    startInfluxd();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void startInfluxd() throws Exception {
    started.add(
        new ProcessBuilder(
                influxd.toString(), "-config", directory.resolve("influxdb.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("influxd.log").toFile())
            .start());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!answers()) {
      assertTrue(System.nanoTime() < deadline, () -> "influxd does not answer at " + port);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      HttpRequest ping = HttpRequest.newBuilder(URI.create(base() + "/ping")).build();
      return client.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode() == 204;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : started) {
      process.destroyForcibly();
      assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    }
  }

  private String base() {
    return "http://127.0.0.1:" + port;
  }

  private JsonNode query(String query) throws Exception {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base() + "/query?db=albatross&epoch=ns&q=" + encoded))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    JsonNode answer =
        JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    assertFalse(answer.toString().contains("\"error\""), () -> query + ": " + answer);
    return answer.get("results").get(0).path("series");
  }

  private HttpReceiver receiver() throws Exception {
    Optional<String> none = Optional.empty();
    HttpTarget target =
        HttpTarget.of(
            new HttpTarget.Options(
                base(), none, none, none, Optional.empty(), none, Optional.empty()));
    return new HttpReceiver(
        target,
        name -> name.label().map(Label::text).orElseThrow(),
        1 << 20,
        Duration.ofSeconds(10));
  }

  private static Instant time(int i) {
    return Samples.TIME.plusSeconds(10L * i);
  }

  /** Sends some samples of some unikernels; the points that they are. */
  private static Map<String, Point> send(HttpReceiver receiver, int from, int to) throws Exception {
    Map<String, Point> sent = new HashMap<>();
    for (int i = from; i < to; i++) {
      for (String vm : List.of("hello", "a.b-c")) {
        receiver.onStats(Name.parse("foo:" + vm), Samples.full(i), time(i));
        for (Point point : StatsPoints.of(vm, Samples.full(i), time(i))) {
          sent.put(key(point.measurement(), point.tags(), nanos(time(i))), point);
        }
      }
    }
    return sent;
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }

  private static String key(String measurement, Map<String, String> tags, long time) {
    return measurement + " " + tags.get("vm") + " " + tags.get("bridge") + " " + time;
  }

  private void awaitPoints(int count) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (stored() < count) {
      assertTrue(System.nanoTime() < deadline, () -> "fewer than " + count + " points");
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private long stored() throws Exception {
    JsonNode series = query("SELECT count(\"mtu\") FROM \"interface\"");
    return series.isMissingNode() ? 0 : series.get(0).get("values").get(0).get(1).asLong();
  }

  /** Every row of every measurement, by its key. */
  private Map<String, Map<String, JsonNode>> rows() throws Exception {
    Map<String, Map<String, JsonNode>> rows = new HashMap<>();
    for (JsonNode series : query("SELECT * FROM /.*/")) {
      for (JsonNode values : series.get("values")) {
        Map<String, JsonNode> row = new HashMap<>();
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
          String column = series.get("columns").get(i).asText();
          if (values.get(i).isNull()) {
            continue; // a column of another measurement
          }
          if (column.equals("vm") || column.equals("bridge")) {
            tags.put(column, values.get(i).asText());
          } else if (!column.equals("time")) {
            row.put(column, values.get(i));
          }
        }
        rows.put(key(series.get("name").asText(), tags, values.get(0).asLong()), row);
      }
    }
    return rows;
  }

  private static void assertSame(Point point, Map<String, JsonNode> row) {
    assertEquals(point.fields().keySet(), row.keySet());
    point
        .fields()
        .forEach(
            (field, value) -> {
              JsonNode stored = row.get(field);
              if (value instanceof Point.Whole whole) {
                assertTrue(stored.isIntegralNumber(), field);
                assertEquals(whole.value(), stored.asLong(), field);
              } else if (value instanceof Point.Millionths millionths) {
                assertEquals(millionths.value() / 1e6, stored.asDouble(), 1e-6, field);
              }
            });
  }

  @Test
  void everyPointComesBackAsItWasSentAndEveryQueryOfTheDashboardFindsSome() throws Exception {
    query("CREATE DATABASE albatross");
    Map<String, Point> sent;
    try (HttpReceiver receiver = receiver()) {
      sent = send(receiver, 0, 5);
    }
    awaitPoints(20);
    Map<String, Map<String, JsonNode>> rows = rows();
    assertEquals(sent.keySet(), rows.keySet());
    assertEquals(2 * 5 * 5, rows.size());
    sent.forEach((key, point) -> assertSame(point, rows.get(key)));
    for (String query : Dashboards.influxQueries()) {
      String concrete =
          query
              .replace("$vm", ".*")
              .replace("$timeFilter", "time > 0")
              .replace("time($__interval)", "time(10s)");
      assertTrue(query(concrete).size() > 0, concrete);
    }
  }

  @Test
  void whileTheDatabaseIsMissingOrAwayPointsWait() throws Exception {
    try (HttpReceiver receiver = receiver()) {
      send(receiver, 0, 1);
      TimeUnit.MILLISECONDS.sleep(800);
      query("CREATE DATABASE albatross");
      awaitPoints(4);
      started.get(0).destroy();
      assertTrue(started.get(0).waitFor(20, TimeUnit.SECONDS));
      send(receiver, 1, 2);
      TimeUnit.MILLISECONDS.sleep(800);
      startInfluxd();
      awaitPoints(8);
    }
  }
}
