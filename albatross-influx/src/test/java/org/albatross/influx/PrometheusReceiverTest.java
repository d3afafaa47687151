package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.junit.jupiter.api.Test;

class PrometheusReceiverTest {
  private static final HostPort ANY = new HostPort("127.0.0.1", 0);

  /** What is served after these unikernels were heard of. */
  static List<String> served(String... names) throws Exception {
    try (PrometheusReceiver receiver = new PrometheusReceiver(ANY, 4096)) {
      for (int i = 0; i < names.length; i++) {
        receiver.onStats(Name.parse(names[i]), Samples.full(i), Samples.TIME);
      }
      URI uri = URI.create("http://127.0.0.1:" + receiver.port() + "/metrics");
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(200, response.statusCode());
      return response.body().lines().toList();
    }
  }

  @Test
  void numbersAreServedInBaseUnitsWithLabels() throws Exception {
    List<String> lines = served("foo:hello", "web");
    for (String expected :
        List.of(
            "# TYPE albatross_unikernel_cpu_seconds_total counter",
            "albatross_unikernel_cpu_seconds_total{mode=\"user\",unikernel=\"foo:hello\"} 0.34",
            "albatross_unikernel_cpu_seconds_total{mode=\"system\",unikernel=\"foo:hello\"} 1.56",
            "albatross_unikernel_cpu_seconds_total{mode=\"user\",unikernel=\"web\"} 1.34",
            "# TYPE albatross_unikernel_resident_memory_bytes gauge",
            "albatross_unikernel_resident_memory_bytes{unikernel=\"foo:hello\"} 73728.0",
            "albatross_unikernel_max_resident_memory_bytes{unikernel=\"foo:hello\"} 2048.0",
            "albatross_unikernel_start_time_seconds{unikernel=\"foo:hello\"} 1.773358935E9",
            "albatross_unikernel_block_read_bytes_total{unikernel=\"foo:hello\"} 4608.0",
            "albatross_unikernel_network_receive_bytes_total{net=\"service\",unikernel=\"foo:hello\"}"
                + " 40.0",
            "albatross_unikernel_network_transmit_bytes_total{net=\"net with,"
                + " odd=name\",unikernel=\"web\"} 140.0")) {
      assertTrue(lines.contains(expected), () -> expected + "\n" + String.join("\n", lines));
    }
  }

  @Test
  void withoutUnikernelsThereAreNoNumbersAndNoError() throws Exception {
    assertEquals(List.of(), served());
  }

  @Test
  void countersHaveSixtyFourBitsWithoutASign() throws Exception {
    Exposition exposition = new Exposition(4096);
    exposition.onStats(Name.parse("a"), Samples.full(-16), System.nanoTime());
    List<Double> voluntary =
        exposition.collect().stream()
            .filter(family -> family.getMetadata().getName().endsWith("context_switches"))
            .flatMap(family -> family.getDataPoints().stream())
            .map(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
            .toList();
    assertEquals(List.of(0x1p64 - 2, 0x1p64 - 1), voluntary);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (PrometheusReceiver first = new PrometheusReceiver(ANY, 4096)) {
      HostPort taken = new HostPort("127.0.0.1", first.port());
      AlbatrossException e =
          assertThrows(AlbatrossException.class, () -> new PrometheusReceiver(taken, 4096));
      assertTrue(e.getMessage().contains("127.0.0.1:" + first.port()), e.getMessage());
      assertTrue(e.getMessage().contains("--prometheus"), e.getMessage());
    }
  }

  @Test
  void oneThatIsNotHeardOfForLongIsForgotten() throws Exception {
    Exposition exposition = new Exposition(4096);
    long now = System.nanoTime();
    exposition.onStats(Name.parse("gone"), Samples.full(0), now - 100_000_000_000L);
    exposition.onStats(Name.parse("slow"), Samples.full(0), now - 200_000_000_000L);
    exposition.onStats(Name.parse("slow"), Samples.full(0), now - 100_000_000_000L);
    String all = exposition.collect().stream().toList().toString();
    assertTrue(
        exposition.collect().stream()
            .flatMap(family -> family.getDataPoints().stream())
            .allMatch(point -> "slow".equals(point.getLabels().get("unikernel"))),
        all);
    assertFalse(exposition.collect().stream().findAny().isEmpty());
  }
}
