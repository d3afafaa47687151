package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that records and answers as a test says. */
@Timeout(60)
class HttpReceiverTest {
  private static final int POINTS = 5;

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<String> upgrades = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private volatile Answers answers = number -> new Answer(204, Duration.ZERO);

  private record Request(String uri, Optional<String> authorization, List<String> lines) {}

  private record Answer(int status, Duration delay) {}

  /** The answer to the first request, the second, and so on. */
  private interface Answers {
    Answer to(int number);
  }

  @BeforeEach
  void start() throws IOException {
    start(0);
  }

  private void start(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          upgrades.addAll(exchange.getRequestHeaders().getOrDefault("Upgrade", List.of()));
          requests.add(
              new Request(
                  exchange.getRequestURI().toString(),
                  Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                  body.lines().toList()));
          Answer answer = answers.to(requests.size());
          try {
            Thread.sleep(answer.delay().toMillis());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] text = "why\u001b[31m not".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : text.length);
          if (answer.status() != 204) {
            exchange.getResponseBody().write(text);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private HttpReceiver receiver(long buffer, Duration timeout) {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v2/write?org=o&bucket=b");
    return new HttpReceiver(
        new HttpTarget(uri, Optional.of("Token secret")), Name::text, buffer, timeout);
  }

  private HttpReceiver receiver() {
    return receiver(1 << 20, Duration.ofSeconds(10));
  }

  private static void send(HttpReceiver receiver, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      receiver.onStats(
          Name.parse("u" + i), Samples.full(i), Samples.TIME.plus(Duration.ofSeconds(i)));
    }
  }

  private void await(int count) throws InterruptedException {
    while (requests.size() < count) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private List<String> lines() {
    return requests.stream().flatMap(request -> request.lines().stream()).distinct().toList();
  }

  @Test
  void onPlainHttpNoUpgradeIsAskedForWhichSomeProxiesRefuse() throws Exception {
    try (HttpReceiver receiver = receiver()) {
      send(receiver, 0, 1);
      await(1);
    }
    assertEquals(List.of(), upgrades);
  }

  @Test
  void pointsOfARoundComeTogetherWithTheirTimeAndTheToken() throws Exception {
    try (HttpReceiver receiver = receiver()) {
      send(receiver, 0, 100);
      await(1);
    }
    Request request = requests.get(0);
    assertEquals("/api/v2/write?org=o&bucket=b", request.uri());
    assertEquals(Optional.of("Token secret"), request.authorization());
    assertEquals(100 * POINTS, request.lines().size());
    assertTrue(request.lines().get(0).startsWith("resource_usage,vm=:u0 utime=0.340000,"));
    assertTrue(request.lines().get(0).endsWith(" 1773358935500000000"));
  }

  @Test
  void manyPointsAreSeveralBatches() throws Exception {
    try (HttpReceiver receiver = receiver(16 << 20, Duration.ofSeconds(10))) {
      send(receiver, 0, 2500);
      await(3);
    }
    assertEquals(2500 * POINTS, lines().size());
    assertTrue(requests.stream().allMatch(request -> request.lines().size() <= 5000));
  }

  @Test
  void whatCannotBeTakenNowIsTriedAgainAndNothingIsLost() throws Exception {
    answers = number -> new Answer(number == 1 ? 500 : number == 2 ? 429 : 204, Duration.ZERO);
    try (HttpReceiver receiver = receiver()) {
      send(receiver, 0, 3);
      await(1);
      send(receiver, 3, 6);
      await(3);
    }
    assertEquals(6 * POINTS, requests.get(requests.size() - 1).lines().size());
  }

  @Test
  void whatIsRefusedIsGivenUpAndTheNextIsWritten() throws Exception {
    answers = number -> new Answer(number == 1 ? 400 : 204, Duration.ZERO);
    try (HttpReceiver receiver = receiver()) {
      send(receiver, 0, 1);
      await(1);
      send(receiver, 1, 2);
      await(2);
    }
    assertTrue(requests.get(1).lines().get(0).contains("vm=:u1"));
    assertEquals(POINTS, requests.get(1).lines().size());
  }

  @Test
  void aBatchThatIsTooLargeIsHalved() throws Exception {
    answers =
        number ->
            new Answer(requests.get(number - 1).lines().size() > 1000 ? 413 : 204, Duration.ZERO);
    try (HttpReceiver receiver = receiver(16 << 20, Duration.ofSeconds(10))) {
      send(receiver, 0, 400);
      await(3);
    }
    // What was under way at the end may be written once more: a point of the same time is the same.
    assertEquals(
        400 * POINTS,
        requests.stream()
            .filter(request -> request.lines().size() <= 1000)
            .flatMap(request -> request.lines().stream())
            .distinct()
            .count());
  }

  @Test
  void oneThatIsVerySlowIsLeftAndTriedAgain() throws Exception {
    answers = number -> new Answer(204, Duration.ofSeconds(number == 1 ? 30 : 0));
    try (HttpReceiver receiver = receiver(1 << 20, Duration.ofMillis(300))) {
      send(receiver, 0, 1);
      await(2);
    }
    assertEquals(requests.get(0).lines(), requests.get(1).lines());
  }

  @Test
  void oneThatIsAwayGetsTheLatestPointsWhenItIsBackAndTheOldestAreDropped() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    try (HttpReceiver receiver = receiver(20_000, Duration.ofSeconds(5))) {
      send(receiver, 0, 100);
      TimeUnit.MILLISECONDS.sleep(800);
      start(port);
      await(1);
    }
    List<String> lines = lines();
    assertTrue(lines.size() > POINTS && lines.size() < 20 * POINTS, lines.size() + " lines");
    assertTrue(lines.get(lines.size() - 1).contains("vm=:u99"));
    assertTrue(lines.stream().noneMatch(line -> line.contains("vm=:u0 ")));
  }

  @Test
  void whatWaitsAtTheEndIsStillWritten() throws Exception {
    HttpReceiver receiver = receiver();
    send(receiver, 0, 1);
    receiver.close();
    assertEquals(POINTS, lines().size());
  }
}
