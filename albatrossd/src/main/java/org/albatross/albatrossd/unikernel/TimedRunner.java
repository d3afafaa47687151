package org.albatross.albatrossd.unikernel;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.life.Prepared;
import org.albatross.core.metrics.Point;
import org.albatross.core.model.Name;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.store.StoredUnikernel;

/** A runner that measures how long starting a unikernel takes. Used on the loop's thread only. */
public final class TimedRunner implements Runner {
  private static final long MICROSECOND = 1000;

  private final Runner runner;

  /** When each launch that is under way began. */
  private final Map<Long, Long> begun = new HashMap<>();

  private long started;
  private long failed;
  private long preparing;
  private long launching;

  public TimedRunner(Runner runner) {
    this.runner = runner;
  }

  /** How many unikernels were started, and how long that took all together, in seconds. */
  public Point point(String vm) {
    return Point.of("albatross-starts")
        .tag("vm", vm)
        .field("started", started)
        .field("failed", failed)
        .field("preparing", new Point.Millionths(preparing / MICROSECOND))
        .field("launching", new Point.Millionths(launching / MICROSECOND))
        .build();
  }

  @Override
  public CompletableFuture<Policy> rootPolicy() {
    return runner.rootPolicy();
  }

  @Override
  public CompletableFuture<Prepared> prepare(StoredUnikernel config, boolean awaited) {
    long begin = System.nanoTime();
    return runner
        .prepare(config, awaited)
        .whenComplete((prepared, failure) -> preparing += System.nanoTime() - begin);
  }

  @Override
  public CompletableFuture<Void> furnish(
      Name name, long run, StoredUnikernel config, Prepared prepared) {
    begun.put(run, System.nanoTime());
    return runner
        .furnish(name, run, config, prepared)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                over(run, false);
              }
            });
  }

  @Override
  public CompletableFuture<Void> introduce(Name name, long rings) {
    return runner.introduce(name, rings);
  }

  @Override
  public CompletableFuture<Spawned> spawn(Name name, long run) {
    return runner.spawn(name, run).whenComplete((spawned, failure) -> over(run, failure == null));
  }

  private void over(long run, boolean runs) {
    Long begin = begun.remove(run);
    if (begin != null) {
      launching += System.nanoTime() - begin;
      started += runs ? 1 : 0;
      failed += runs ? 0 : 1;
    }
  }

  @Override
  public void terminate(Name name, long run) {
    runner.terminate(name, run);
  }

  @Override
  public void kill(Name name, long run) {
    runner.kill(name, run);
  }

  @Override
  public CompletableFuture<Void> cleanUp(Name name, long run) {
    // One that albatross-console did not take was never spawned.
    over(run, false);
    return runner.cleanUp(name, run);
  }

  @Override
  public Cancellable later(Duration delay, Runnable action) {
    return runner.later(delay, action);
  }
}
