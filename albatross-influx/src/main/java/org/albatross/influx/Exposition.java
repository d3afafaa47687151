package org.albatross.influx;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;

/**
 * The latest statistics of each unikernel as metrics, with names and base units as Prometheus wants
 * them (https://prometheus.io/docs/practices/naming/). Seen from the unikernel: what the host sends
 * into a tap is what it receives. Thread-safe.
 */
final class Exposition implements MultiCollector {
  private static final String PREFIX = "albatross_unikernel_";
  private static final String UNIKERNEL = "unikernel";
  private static final int MAX_UNIKERNELS = 16_384;
  private static final int MISSED_ROUNDS = 3;
  private static final long LEAST_PATIENCE = Duration.ofSeconds(60).toNanos();

  /** What getrusage(2) calls a block. */
  private static final long BLOCK = 512;

  private static final double MILLION = 1e6;

  private final long pageSize;
  private final Map<Name, Latest> unikernels = new HashMap<>();

  /**
   * Has no unikernels yet.
   *
   * @param pageSize of this host, in bytes
   */
  Exposition(int pageSize) {
    this.pageSize = pageSize;
  }

  /** The last sample, when it came, and the longest time between two. */
  private record Latest(Stats stats, long nanoTime, long gap) {}

  synchronized void onStats(Name name, Stats stats, long nanoTime) {
    Latest before = unikernels.get(name);
    if (before == null && unikernels.size() >= MAX_UNIKERNELS) {
      return;
    }
    long gap = before == null ? 0 : Math.max(before.gap(), nanoTime - before.nanoTime());
    unikernels.put(name, new Latest(stats, nanoTime, gap));
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (Map.Entry<String, Stats> each : current(System.nanoTime()).entrySet()) {
      add(families, each.getKey(), each.getValue());
    }
    return new MetricSnapshots(families.build());
  }

  /** albatross-stats does not tell of an end: one that missed some rounds is gone. */
  private synchronized Map<String, Stats> current(long now) {
    unikernels
        .values()
        .removeIf(
            each -> now - each.nanoTime() > Math.max(LEAST_PATIENCE, MISSED_ROUNDS * each.gap()));
    Map<String, Stats> current = new LinkedHashMap<>();
    unikernels.forEach((name, latest) -> current.put(show(name), latest.stats()));
    return current;
  }

  /** As a person types it: {@code hello}, {@code foo:hello}. */
  private static String show(Name name) {
    String text = name.text();
    return name.path().isRoot() && name.label().isPresent() ? text.substring(1) : text;
  }

  private void add(Families to, String name, Stats stats) {
    Labels labels = Labels.of(UNIKERNEL, name);
    Stats.Rusage rusage = stats.rusage();
    String cpu = "CPU time that its tender used.";
    to.counter("cpu_seconds", cpu, labels.add("mode", "user"), seconds(rusage.utime()));
    to.counter("cpu_seconds", cpu, labels.add("mode", "system"), seconds(rusage.stime()));
    String faults = "Page faults.";
    to.counter("page_faults", faults, labels.add("type", "minor"), unsigned(rusage.minflt()));
    to.counter("page_faults", faults, labels.add("type", "major"), unsigned(rusage.majflt()));
    String switches = "Context switches.";
    to.counter(
        "context_switches", switches, labels.add("type", "voluntary"), unsigned(rusage.nvcsw()));
    to.counter(
        "context_switches", switches, labels.add("type", "involuntary"), unsigned(rusage.nivcsw()));
    to.counter("block_read_bytes", "Read from disks.", labels, unsigned(rusage.inblock()) * BLOCK);
    to.counter(
        "block_written_bytes", "Written to disks.", labels, unsigned(rusage.outblock()) * BLOCK);
    to.gauge(
        "max_resident_memory_bytes",
        "The most memory that was resident.",
        labels,
        unsigned(rusage.maxrss()) * 1024);
    stats.memory().ifPresent(memory -> add(to, labels, memory));
    stats.interfaces().forEach(each -> add(to, labels.add("net", each.name()), each));
  }

  private void add(Families to, Labels labels, Stats.Memory memory) {
    to.gauge(
        "resident_memory_bytes",
        "Memory that is resident.",
        labels,
        unsigned(memory.rss()) * pageSize);
    to.gauge("virtual_memory_bytes", "Virtual memory.", labels, unsigned(memory.vsize()));
    to.gauge(
        "start_time_seconds",
        "When its tender started, since 1970.",
        labels,
        seconds(memory.start()));
  }

  private static void add(Families to, Labels labels, Stats.Interface net) {
    String prefix = "network_";
    to.counter(prefix + "receive_bytes", "Received.", labels, unsigned(net.outputBytes()));
    to.counter(prefix + "receive_packets", "Received.", labels, unsigned(net.outputPackets()));
    to.counter(
        prefix + "receive_errors",
        "Errors on the way to it.",
        labels,
        unsigned(net.outputErrors()));
    to.counter(
        prefix + "receive_dropped",
        "Packets dropped on the way to it.",
        labels,
        unsigned(net.outputDropped()));
    to.counter(prefix + "transmit_bytes", "Sent.", labels, unsigned(net.inputBytes()));
    to.counter(prefix + "transmit_packets", "Sent.", labels, unsigned(net.inputPackets()));
    to.counter(
        prefix + "transmit_errors",
        "Errors on the way from it.",
        labels,
        unsigned(net.inputErrors()));
    to.counter(
        prefix + "transmit_dropped",
        "Packets dropped on the way from it.",
        labels,
        unsigned(net.inputDropped()));
  }

  private static double seconds(Stats.TimeVal time) {
    return Math.max(0, (double) time.seconds() + time.microseconds() / MILLION);
  }

  /** Counters have 64 bits without a sign. */
  private static double unsigned(long value) {
    return value >= 0 ? (double) value : (double) value + 0x1p64;
  }

  /** Metrics by name, as they are put together for one answer. */
  private static final class Families {
    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();

    void counter(String name, String help, Labels labels, double value) {
      var unused =
          counters
              .computeIfAbsent(
                  PREFIX + name, full -> CounterSnapshot.builder().name(full).help(help))
              .dataPoint(
                  CounterSnapshot.CounterDataPointSnapshot.builder()
                      .labels(labels)
                      .value(value)
                      .build());
    }

    void gauge(String name, String help, Labels labels, double value) {
      var unused =
          gauges
              .computeIfAbsent(PREFIX + name, full -> GaugeSnapshot.builder().name(full).help(help))
              .dataPoint(
                  GaugeSnapshot.GaugeDataPointSnapshot.builder()
                      .labels(labels)
                      .value(value)
                      .build());
    }

    List<MetricSnapshot> build() {
      List<MetricSnapshot> all = new ArrayList<>();
      counters.values().forEach(each -> all.add(each.build()));
      gauges.values().forEach(each -> all.add(each.build()));
      return all;
    }
  }
}
