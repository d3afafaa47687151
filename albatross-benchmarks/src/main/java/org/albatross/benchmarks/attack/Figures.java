package org.albatross.benchmarks.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How long answers took, by what was asked. Thread-safe. */
public final class Figures {
  private final Map<String, List<Long>> nanos = new TreeMap<>();
  private final Map<String, Integer> failures = new TreeMap<>();

  /** An answer to this came after so long. */
  public synchronized void answered(String what, long after) {
    nanos.computeIfAbsent(what, each -> new ArrayList<>()).add(after);
  }

  /** A refusal of this, or nothing at all, came after so long. */
  public synchronized void failed(String what, long after) {
    answered(what, after);
    failures.merge(what, 1, Integer::sum);
  }

  /** The slowest answer. */
  public synchronized Duration worst() {
    return Duration.ofNanos(
        nanos.values().stream().flatMap(List::stream).mapToLong(Long::longValue).max().orElse(0));
  }

  /** How many were refused, or not answered. */
  public synchronized int failures() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A line for each thing that was asked. */
  public synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    nanos.forEach((what, all) -> lines.add(line(what, all)));
    return lines;
  }

  private String line(String what, List<Long> all) {
    List<Long> sorted = all.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%-32s %5d answers, median %8.1f ms, worst %8.1f ms, %s failed",
        what,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() - 1) / 1e6,
        failures.getOrDefault(what, 0));
  }
}
