package org.albatross.albatrossd.work;

import java.util.concurrent.Executor;
import org.albatross.core.daemon.FairPool;

/**
 * Threads for what takes long because it is much: to uncompress, to write and to read images and
 * block devices. Small commands have other threads, and no owner takes all of these.
 */
public final class Bulk implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int PER_OWNER = 2;

  private final FairPool<Owner> pool = new FairPool<>("bulk", THREADS, PER_OWNER);
  private final Executor loop;

  public Bulk(Executor loop) {
    this.loop = loop;
  }

  /** The threads of one owner. */
  public Executor of(Owner owner) {
    return job -> pool.execute(owner, job);
  }

  /** Work of one owner, whose results come to the loop. */
  public Work work(Owner owner) {
    return new Work(of(owner), loop);
  }

  @Override
  public void close() {
    pool.close();
  }
}
