package org.albatross.core.daemon;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what may block. They go when there is nothing to do, and come back when there is: a
 * host that is let alone has none.
 */
public final class Pools {
  private static final Logger LOG = LoggerFactory.getLogger(Pools.class);
  private static final long IDLE_SECONDS = 30;

  private Pools() {}

  /**
   * At most so many threads; what exceeds them waits. How much may wait is for the caller to bound,
   * such as by the number of connections, each of which asks for one thing at a time. A task that
   * fails is logged; an Error ends the thread, and with it the daemon ({@link LastWords}).
   */
  public static ExecutorService bounded(String name, int threads) {
    return new Pool(name, threads, Pools::guarded);
  }

  /**
   * As {@link #bounded}, for tasks each of which is the work of one connection and ends it if it
   * fails: what one takes too much, memory or stack, is no reason to end all others. The threads
   * are there from the beginning and stay: no work is lost for want of one.
   */
  public static ExecutorService forConnections(String name, int threads) {
    Pool pool = new Pool(name, threads, Pools::ofOneConnection);
    pool.allowCoreThreadTimeOut(false);
    int unused = pool.prestartAllCoreThreads();
    return pool;
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("internal error, going on", e);
    }
  }

  private static void ofOneConnection(Runnable task) {
    try {
      guarded(task);
    } catch (OutOfMemoryError | StackOverflowError e) {
      LOG.error("one connection took too much, going on: {}", e.toString());
    }
  }

  /** Each task is run within a guard. */
  private static final class Pool extends ThreadPoolExecutor {
    private final Consumer<Runnable> guard;

    Pool(String name, int threads, Consumer<Runnable> guard) {
      super(
          threads,
          threads,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          named(name));
      this.guard = guard;
      allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory named(String name) {
      AtomicInteger count = new AtomicInteger();
      return task -> {
        Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
      };
    }

    @Override
    public void execute(Runnable task) {
      super.execute(() -> guard.accept(task));
    }
  }
}
