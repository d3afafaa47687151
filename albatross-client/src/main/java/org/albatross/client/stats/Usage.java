package org.albatross.client.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;

/**
 * What a unikernel uses now. Rates need two samples that belong together; until then, and after a
 * counter went back (it was started again, or the counter wrapped), they are absent.
 *
 * @param cpu in percent of one CPU
 * @param memory resident, in bytes
 * @param in bytes a second to the unikernel, over all its nets
 * @param out bytes a second from the unikernel
 * @param uptime since its process was started
 */
public record Usage(
    Name name,
    OptionalDouble cpu,
    long memory,
    OptionalDouble in,
    OptionalDouble out,
    Duration uptime) {
  /** Statistics count pages and do not say how large one is: 4 KiB where Solo5 runs. */
  private static final long PAGE = 4096;

  private static final double MILLION = 1e6;

  /** A sample and when it came. */
  record Sample(Stats stats, Instant time, long nanoTime) {
    private double cpuMicroseconds() {
      Stats.Rusage rusage = stats.rusage();
      return (rusage.utime().seconds() + rusage.stime().seconds()) * MILLION
          + rusage.utime().microseconds()
          + rusage.stime().microseconds();
    }

    private long received() {
      // What the host sends into a tap is what the unikernel receives.
      return stats.interfaces().stream().mapToLong(Stats.Interface::outputBytes).sum();
    }

    private long sent() {
      return stats.interfaces().stream().mapToLong(Stats.Interface::inputBytes).sum();
    }

    private boolean isSameProcess(Sample other) {
      return stats
          .memory()
          .map(Stats.Memory::start)
          .equals(other.stats.memory().map(Stats.Memory::start));
    }
  }

  /** What a sample says by itself. */
  static Usage of(Name name, Sample now) {
    return new Usage(
        name,
        OptionalDouble.empty(),
        memory(now),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        uptime(now));
  }

  /** What two samples say. */
  static Usage between(Name name, Sample before, Sample now) {
    double seconds = (now.nanoTime() - before.nanoTime()) / 1e9;
    if (seconds <= 0 || !now.isSameProcess(before)) {
      return of(name, now);
    }
    return new Usage(
        name,
        rate((now.cpuMicroseconds() - before.cpuMicroseconds()) / MILLION * 100, seconds),
        memory(now),
        rate((double) (now.received() - before.received()), seconds),
        rate((double) (now.sent() - before.sent()), seconds),
        uptime(now));
  }

  private static OptionalDouble rate(double difference, double seconds) {
    return difference < 0 ? OptionalDouble.empty() : OptionalDouble.of(difference / seconds);
  }

  private static long memory(Sample sample) {
    long pages = sample.stats().memory().map(Stats.Memory::rss).orElse(0L);
    return Math.max(0, pages) * PAGE;
  }

  private static Duration uptime(Sample sample) {
    long now = sample.time().getEpochSecond();
    long start = sample.stats().memory().map(memory -> memory.start().seconds()).orElse(now);
    // Clocks differ a little, and a peer may say anything.
    return Duration.ofSeconds(start < 0 || start > now ? 0 : now - start);
  }
}
