package org.albatross.core.net;

import java.util.function.BooleanSupplier;

/**
 * Memory for messages, shared by all connections of a daemon: many peers that each send or are sent
 * much at once must not exhaust the heap. Every byte counts. Not thread-safe.
 */
public final class MemoryBudget {
  /** Bytes; a share that is not larger may have of the last part too: a small command gets in. */
  static final int SMALL = 1 << 12;

  /** The part that is kept for small shares. */
  private static final int PART_FOR_SMALL = 8;

  /** The rest of the heap is for state, copies on the way, and everything else. */
  private static final int PART_OF_HEAP = 4;

  private final long forSmall;
  private long left;
  private BooleanSupplier relief = () -> false;

  /** At most so many bytes together. */
  public MemoryBudget(long bytes) {
    left = bytes;
    forSmall = bytes / PART_FOR_SMALL;
  }

  /** A quarter of what the JVM may have. */
  public static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE);
  }

  /**
   * What to do when nothing is left.
   *
   * @param giveUp ends somebody who holds some of it; tells whether there was anybody
   */
  public void onPressure(BooleanSupplier giveUp) {
    relief = giveUp;
  }

  /** What one connection holds of the budget: nothing yet. */
  public Share share() {
    return new Share();
  }

  private boolean take(long bytes, boolean small) {
    long kept = small ? 0 : forSmall;
    while (bytes > left - kept) {
      if (!relief.getAsBoolean()) {
        return false;
      }
    }
    left -= bytes;
    return true;
  }

  private void giveBack(long bytes) {
    left += bytes;
  }

  /** A part of the budget. */
  public final class Share {
    private long held;
    private boolean closed;

    /** Holds so many bytes, if it does not yet. */
    public void grow(long bytes) throws FrameException {
      if (bytes <= held && !closed) {
        return;
      }
      long more = bytes - held;
      if (closed || !take(more, bytes <= SMALL)) {
        throw tooMuch();
      }
      if (closed) { // it was itself given up for that
        giveBack(more);
        throw tooMuch();
      }
      held = bytes;
    }

    private static FrameException tooMuch() {
      return new FrameException(
          "too much memory is taken by messages at this moment; try again later");
    }

    void release() {
      giveBack(held);
      held = 0;
    }

    /** Gives all back and takes no more. */
    public void close() {
      release();
      closed = true;
    }
  }
}
