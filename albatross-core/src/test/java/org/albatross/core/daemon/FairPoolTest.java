package org.albatross.core.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose work is done when. */
@Timeout(60)
class FairPoolTest {
  private final FairPool<String> pool = new FairPool<>("test", 3, 2);
  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void close() {
    held.countDown();
    pool.close();
  }

  private void hold(String owner, CountDownLatch begun) {
    pool.execute(
        owner,
        () -> {
          begun.countDown();
          awaitHeld();
        });
  }

  private void awaitHeld() {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anotherOwnersJobIsDoneThoughOneHasWorkForAllThreads() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    for (int i = 0; i < 100; i++) {
      hold("greedy", begun);
    }
    begun.await();
    CountDownLatch done = new CountDownLatch(1);
    pool.execute("other", done::countDown);
    done.await();
  }

  @Test
  void theJobsOfOneOwnerAreDoneInTheirOrder() throws Exception {
    List<Integer> order = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(100);
    try (FairPool<String> oneEach = new FairPool<>("test", 2, 1)) {
      for (int i = 0; i < 100; i++) {
        int number = i;
        oneEach.execute(
            "owner",
            () -> {
              order.add(number);
              all.countDown();
            });
      }
      all.await();
    }
    assertEquals(IntStream.range(0, 100).boxed().toList(), order);
  }

  @Test
  void aJobThatFailsGivesItsThreadBack() throws Exception {
    for (int i = 0; i < 10; i++) {
      pool.execute(
          "unlucky",
          () -> {
            throw new IllegalStateException("of the test");
          });
    }
    CountDownLatch done = new CountDownLatch(1);
    pool.execute("unlucky", done::countDown);
    done.await();
  }

  @Test
  void oneOwnerMayNotHaveAllThreadsAndAClosedPoolTakesNothing() {
    assertThrows(IllegalArgumentException.class, () -> new FairPool<String>("test", 2, 2).close());
    pool.close();
    assertThrows(RejectedExecutionException.class, () -> pool.execute("late", () -> {}));
  }
}
