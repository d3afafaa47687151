package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.metrics.Point;
import org.albatross.core.metrics.StatsPoints;
import org.junit.jupiter.api.Test;

/** What the dashboards ask for is what is served and written. */
class DashboardsTest {
  private static final Pattern SERVED = Pattern.compile("(\\w+)\\{(.*)\\} \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final Pattern METRIC = Pattern.compile("albatross_\\w+");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

  /** Metrics and their labels, from what the endpoint answers. */
  private static Map<String, Set<String>> served() throws Exception {
    Map<String, Set<String>> served = new HashMap<>();
    for (String line : PrometheusReceiverTest.served("foo:hello")) {
      Matcher m = SERVED.matcher(line);
      if (m.matches()) {
        served.computeIfAbsent(m.group(1), name -> new HashSet<>()).addAll(all(LABEL, m.group(2)));
      }
    }
    return served;
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher m = pattern.matcher(text);
    while (m.find()) {
      found.add(m.group(m.groupCount()));
    }
    return found;
  }

  @Test
  void prometheusServesEveryMetricAndLabelThatTheDashboardAsksFor() throws Exception {
    Map<String, Set<String>> served = served();
    List<String> expressions = Dashboards.prometheus("expr");
    assertTrue(expressions.size() >= 8);
    Set<String> used = new TreeSet<>();
    for (String expression : expressions) {
      List<String> metrics = all(METRIC, expression);
      assertEquals(1, metrics.size(), expression);
      Set<String> labels = served.get(metrics.get(0));
      assertTrue(labels != null, () -> "not served: " + metrics.get(0));
      for (String label : all(Pattern.compile("(\\w+)=~"), expression)) {
        assertTrue(labels.contains(label), expression);
      }
      for (String group : all(Pattern.compile("by \\((\\w+)\\)"), expression)) {
        assertTrue(labels.contains(group), expression);
      }
      used.addAll(metrics);
    }
    assertTrue(used.size() >= 8, used.toString());
    for (String legend : Dashboards.prometheus("legendFormat")) {
      for (String label : all(Pattern.compile("\\{\\{(\\w+)\\}\\}"), legend)) {
        assertTrue(served.values().stream().anyMatch(labels -> labels.contains(label)), legend);
      }
    }
    for (String query : Dashboards.prometheus("query")) {
      for (String metric : all(METRIC, query)) {
        assertTrue(served.containsKey(metric), query);
      }
    }
  }

  @Test
  void everyQueryOfTheInfluxDashboardIsAboutMeasurementsFieldsAndTagsThatAreWritten()
      throws Exception {
    Map<String, Set<String>> written = new HashMap<>();
    for (Point point : StatsPoints.of("hello", Samples.full(1), Samples.TIME)) {
      Set<String> names = written.computeIfAbsent(point.measurement(), name -> new HashSet<>());
      names.addAll(point.tags().keySet());
      names.addAll(point.fields().keySet());
    }
    List<String> queries = Dashboards.influxQueries();
    assertTrue(queries.size() >= 9, queries.toString());
    for (String query : queries) {
      List<String> measurements = all(Pattern.compile("FROM \"(\\w+)\""), query);
      assertEquals(1, measurements.size(), query);
      Set<String> names = written.get(measurements.get(0));
      assertTrue(names != null, query);
      for (String name : all(QUOTED, query)) {
        assertTrue(
            names.contains(name) || name.equals(measurements.get(0)), () -> name + ": " + query);
      }
    }
    for (String alias : Dashboards.influx("alias")) {
      assertTrue(alias.matches("(\\$tag_(vm|bridge) ?)+[a-z]*"), alias);
    }
  }
}
