package org.albatross.core.daemon;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for work that takes long and is done for many owners: each owner gets its turn, and never
 * all threads. How much may wait is for the caller to bound. Any thread may use it.
 *
 * @param <O> who work is done for, by equality
 */
public final class FairPool<O> implements AutoCloseable {
  private final ExecutorService threads;
  private final int most;
  private final int perOwner;
  private final LinkedHashMap<O, ArrayDeque<Runnable>> waiting = new LinkedHashMap<>();
  private final Map<O, Integer> running = new HashMap<>();
  private int busy;

  /**
   * Nothing is to be done.
   *
   * @param threads how many jobs are done at a time
   * @param perOwner how many of these for one owner; less than all
   */
  public FairPool(String name, int threads, int perOwner) {
    if (perOwner >= threads) {
      throw new IllegalArgumentException("one owner could take all threads");
    }
    this.threads = Pools.forConnections(name, threads);
    this.most = threads;
    this.perOwner = perOwner;
  }

  /**
   * Does a job when it is its owner's turn; those of one owner begin in their order.
   *
   * @throws RejectedExecutionException if the pool is closed
   */
  public void execute(O owner, Runnable job) {
    synchronized (this) {
      if (threads.isShutdown()) {
        throw new RejectedExecutionException("no more work is taken");
      }
      waiting.computeIfAbsent(owner, first -> new ArrayDeque<>()).add(job);
    }
    startNext();
  }

  private void startNext() {
    Optional<Turn<O>> turn = next();
    while (turn.isPresent()) {
      Turn<O> now = turn.get();
      try {
        threads.execute(
            () -> {
              try {
                now.job().run();
              } finally {
                ended(now.owner());
              }
            });
      } catch (RejectedExecutionException e) {
        ended(now.owner());
      }
      turn = next();
    }
  }

  private record Turn<O>(O owner, Runnable job) {}

  /** The owner that waited longest for a turn goes to the end of the row with what is left. */
  private synchronized Optional<Turn<O>> next() {
    if (busy >= most) {
      return Optional.empty();
    }
    Optional<O> owner =
        waiting.keySet().stream()
            .filter(each -> running.getOrDefault(each, 0) < perOwner)
            .findFirst();
    return owner.map(this::take);
  }

  private Turn<O> take(O owner) {
    ArrayDeque<Runnable> jobs = waiting.remove(owner);
    Runnable job = jobs.remove();
    if (!jobs.isEmpty()) {
      waiting.put(owner, jobs);
    }
    busy++;
    running.merge(owner, 1, Integer::sum);
    return new Turn<>(owner, job);
  }

  private void ended(O owner) {
    synchronized (this) {
      busy--;
      running.computeIfPresent(owner, (same, count) -> count > 1 ? count - 1 : null);
    }
    startNext();
  }

  /** Takes no more; what waits is dropped. */
  @Override
  public void close() {
    synchronized (this) {
      waiting.clear();
    }
    threads.shutdownNow();
  }
}
