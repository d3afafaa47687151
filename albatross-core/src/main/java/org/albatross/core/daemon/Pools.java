package org.albatross.core.daemon;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for what may block. They go when there is nothing to do, and come back when there is: a
 * host that is let alone has none.
 */
public final class Pools {
  private static final long IDLE_SECONDS = 30;

  private Pools() {}

  /**
   * At most so many threads; what exceeds them waits. How much may wait is for the caller to bound,
   * such as by the number of connections, each of which asks for one thing at a time.
   */
  public static ExecutorService bounded(String name, int threads) {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
