package org.albatross.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.metrics.Point;
import org.albatross.core.model.Name;
import org.albatross.core.model.Policy;
import org.albatross.core.store.StoredUnikernel;

/** A runner that measures how long starting a unikernel takes. Used on the loop's thread only. */
final class TimedRunner implements Runner {
  private static final long MICROSECOND = 1000;

  private final Runner runner;
  private long started;
  private long failed;
  private long preparing;
  private long launching;

  TimedRunner(Runner runner) {
    this.runner = runner;
  }

  /** How many unikernels were started, and how long that took all together, in seconds. */
  Point point(String vm) {
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
  public CompletableFuture<Prepared> prepare(StoredUnikernel config, Start start) {
    long begin = System.nanoTime();
    return runner
        .prepare(config, start)
        .whenComplete((prepared, failure) -> preparing += System.nanoTime() - begin);
  }

  @Override
  public CompletableFuture<Launched> launch(
      Name name, StoredUnikernel config, Prepared prepared, long rings, Start start) {
    long begin = System.nanoTime();
    return runner
        .launch(name, config, prepared, rings, start)
        .whenComplete(
            (launched, failure) -> {
              launching += System.nanoTime() - begin;
              started += failure == null ? 1 : 0;
              failed += failure == null ? 0 : 1;
            });
  }

  @Override
  public void terminate(Name name, Launched launched) {
    runner.terminate(name, launched);
  }

  @Override
  public CompletableFuture<Void> cleanUp(Name name, Launched launched) {
    return runner.cleanUp(name, launched);
  }

  @Override
  public Cancellable later(Duration delay, Runnable action) {
    return runner.later(delay, action);
  }
}
