package org.albatross.influx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dashboards of docs/grafana. */
final class Dashboards {
  private Dashboards() {}

  private static JsonNode read(String name) throws IOException {
    return new ObjectMapper().readTree(Path.of("../docs/grafana", name).toFile());
  }

  /** All texts under a key, wherever it stands. */
  private static List<String> texts(String name, String key) throws IOException {
    List<String> found = new ArrayList<>();
    for (JsonNode node : read(name).findValues(key)) {
      if (node.isTextual()) {
        found.add(node.asText());
      }
    }
    return found;
  }

  static List<String> prometheus(String key) throws IOException {
    return texts("albatross-prometheus.json", key);
  }

  static List<String> influx(String key) throws IOException {
    return texts("albatross-influxdb.json", key);
  }

  /** The queries of panels and variables, in InfluxQL. */
  static List<String> influxQueries() throws IOException {
    return influx("query").stream().filter(query -> query.contains(" FROM ")).toList();
  }
}
