package org.albatross.influx;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.message.Stats;

/** Statistics with numbers that tell the fields apart. */
final class Samples {
  static final Instant TIME = Instant.parse("2026-03-12T23:42:15.500Z");

  private Samples() {}

  /** With everything there is; each number depends on the seed. */
  static Stats full(long n) {
    return new Stats(
        new Stats.Rusage(
            new Stats.TimeVal(n, 340_000),
            new Stats.TimeVal(n + 1, 560_000),
            n + 2,
            n + 3,
            n + 4,
            n + 5,
            n + 6,
            n + 7,
            n + 8,
            n + 9,
            n + 10,
            n + 11,
            n + 12,
            n + 13,
            n + 14,
            n + 15),
        List.of(net("service", n), net("net with, odd=name", n + 100)),
        Optional.of(List.of(new Stats.Counter("vm exits", n + 16))),
        Optional.of(
            new Stats.Memory(
                n + 17,
                n + 18,
                n + 19,
                n + 20,
                n + 21,
                n + 22,
                n + 23,
                new Stats.TimeVal(TIME.getEpochSecond() - n, 0))));
  }

  private static Stats.Interface net(String name, long n) {
    return new Stats.Interface(
        name, 1, n + 30, n + 31, n + 32, 1500, n + 33, n + 34, n + 35, n + 36, n + 37, n + 38,
        n + 39, n + 40, n + 41, n + 42, n + 43, n + 44);
  }
}
