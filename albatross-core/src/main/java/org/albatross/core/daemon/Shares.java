package org.albatross.core.daemon;

import java.util.HashMap;
import java.util.Map;

/**
 * So much of something, of which each owner may take a part and no more: nobody can take what is
 * there for all. Any thread may use it.
 *
 * @param <O> who takes it, by equality
 */
public final class Shares<O> {
  private final long perOwner;
  private final long all;
  private final Map<O, Long> taken = new HashMap<>();
  private long sum;

  /**
   * Nothing is taken.
   *
   * @param perOwner how much one owner may have at a time
   * @param all how much all may have together
   */
  public Shares(long perOwner, long all) {
    this.perOwner = perOwner;
    this.all = all;
  }

  /**
   * Takes some of it, to be given back by {@link #giveBack}.
   *
   * @return whether there is as much for this owner; else nothing was taken
   */
  public synchronized boolean take(O owner, long amount) {
    if (amount > all - sum || amount > perOwner - of(owner)) {
      return false;
    }
    taken.merge(owner, amount, Long::sum);
    sum += amount;
    return true;
  }

  public synchronized void giveBack(O owner, long amount) {
    taken.computeIfPresent(owner, (same, had) -> had > amount ? had - amount : null);
    sum -= amount;
  }

  /** How much an owner has. */
  public synchronized long of(O owner) {
    return taken.getOrDefault(owner, 0L);
  }

  /** How many owners have something. */
  public synchronized int owners() {
    return taken.size();
  }
}
