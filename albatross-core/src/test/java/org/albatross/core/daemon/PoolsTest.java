package org.albatross.core.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolsTest {
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> ended.add(thread.getName() + " " + e.getClass().getSimpleName()));
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private static void fail(ExecutorService pool, Error error) {
    pool.execute(
        () -> {
          throw error;
        });
  }

  private static void end(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
  }

  @Test
  void anErrorInATaskEndsItsThread() throws Exception {
    ExecutorService pool = Pools.bounded("sampler", 1);
    fail(pool, new OutOfMemoryError());
    assertEquals("sampler-1 OutOfMemoryError", ended.take());
    end(pool);
  }

  @Test
  void aTaskThatFailsIsNotTheEndOfItsThread() throws Exception {
    ExecutorService pool = Pools.bounded("sampler", 1);
    pool.execute(
        () -> {
          throw new IllegalStateException("a bug, as it has to be in this test");
        });
    String next = pool.submit(() -> Thread.currentThread().getName()).get();
    assertEquals("sampler-1", next);
    end(pool);
    assertTrue(ended.isEmpty(), ended.toString());
  }

  @Test
  void whatOneConnectionTakesTooMuchEndsNoThread() throws Exception {
    ExecutorService pool = Pools.forConnections("transfer", 1);
    fail(pool, new OutOfMemoryError());
    fail(pool, new StackOverflowError());
    assertEquals("transfer-1", pool.submit(() -> Thread.currentThread().getName()).get());
    fail(pool, new NoClassDefFoundError());
    assertEquals("transfer-1 NoClassDefFoundError", ended.take());
    end(pool);
  }
}
