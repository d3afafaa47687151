package org.albatross.client.stats;

import java.util.List;
import java.util.Optional;
import org.albatross.core.model.message.Stats;

/** Statistics of unikernels that a test makes up. */
final class Samples {
  static final long START = 1_000_000;

  private Samples() {}

  /** One that used so much CPU, has so many pages, and a net with these bytes. */
  static Stats of(double cpuSeconds, long pages, long toUnikernel, long fromUnikernel) {
    return started(START, cpuSeconds, pages, toUnikernel, fromUnikernel);
  }

  static Stats started(long start, double cpu, long pages, long toUnikernel, long fromUnikernel) {
    long micros = Math.round(cpu * 1e6);
    Stats.TimeVal utime = new Stats.TimeVal(micros / 1_000_000, micros % 1_000_000);
    return new Stats(
        new Stats.Rusage(utime, new Stats.TimeVal(0, 0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of(
            new Stats.Interface(
                "service",
                0,
                0,
                0,
                0,
                1500,
                0,
                0,
                0,
                0,
                0,
                0,
                fromUnikernel,
                toUnikernel,
                0,
                0,
                0,
                0)),
        Optional.empty(),
        Optional.of(new Stats.Memory(0, pages, 0, 0, 0, micros, 0, new Stats.TimeVal(start, 0))));
  }
}
