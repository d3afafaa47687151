package org.albatross.console;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Hands work to the thread that owns the state, a few pieces ahead of it at most: who brings more
 * waits, and behind it the fifos and their writers.
 */
final class HandOver implements AutoCloseable {
  /** Enough to keep both threads busy. */
  private static final int AHEAD = 8;

  private final Executor owner;
  private final Semaphore places = new Semaphore(AHEAD);
  private volatile boolean closed;

  HandOver(Executor owner) {
    this.owner = owner;
  }

  /** Waits for a place; after {@link #close} the work is dropped. */
  void put(Runnable work) {
    places.acquireUninterruptibly();
    if (!closed) {
      owner.execute(
          () -> {
            places.release();
            work.run();
          });
    }
  }

  /** Lets go whoever waits. */
  @Override
  public void close() {
    closed = true;
    places.release(Integer.MAX_VALUE / 2);
  }
}
