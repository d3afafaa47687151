package org.albatross.client.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;

/**
 * The unikernels that were heard of lately. albatross-stats does not tell of the end of one: one
 * that missed some rounds is gone. Thread-safe, and bounded.
 */
public final class Observed {
  /** How many samples of each are kept, for a picture of the last minutes. */
  static final int HISTORY = 60;

  private static final int MAX_UNIKERNELS = 16_384;
  private static final int MISSED_ROUNDS = 3;
  private static final long SHORTEST_ROUND = Duration.ofSeconds(2).toNanos();

  private final Map<Name, Series> series = new HashMap<>();

  /** How long a round takes: the longest time between two samples; 0 until there were two. */
  private long round;

  private long version;

  /** A unikernel and how busy it was: the CPU in percent, the oldest first. */
  public record Watched(Usage usage, List<Double> history) {}

  private static final class Series {
    private final Deque<Double> history = new ArrayDeque<>();
    private Usage.Sample last;
    private Usage usage;
  }

  /** A sample came; what it says together with the one before. */
  public synchronized Usage add(Name name, Stats stats, Instant time, long nanoTime) {
    version++;
    Usage.Sample sample = new Usage.Sample(stats, time, nanoTime);
    Series known = series.get(name);
    if (known == null) {
      known = new Series();
      known.usage = Usage.of(name, sample);
      if (series.size() < MAX_UNIKERNELS) {
        series.put(name, known);
      }
    } else {
      known.usage = Usage.between(name, known.last, sample);
      round = Math.max(round, Math.max(SHORTEST_ROUND, nanoTime - known.last.nanoTime()));
    }
    known.last = sample;
    known.usage.cpu().ifPresent(known.history::addLast);
    if (known.history.size() > HISTORY) {
      known.history.removeFirst();
    }
    return known.usage;
  }

  /** Those that are there now, in no order. */
  public synchronized List<Watched> now(long nanoTime) {
    if (round > 0) {
      series.values().removeIf(each -> nanoTime - each.last.nanoTime() > MISSED_ROUNDS * round);
    }
    List<Watched> all = new ArrayList<>(series.size());
    for (Series each : series.values()) {
      all.add(new Watched(each.usage, List.copyOf(each.history)));
    }
    return all;
  }

  /** Grows with every sample. */
  public synchronized long version() {
    return version;
  }
}
