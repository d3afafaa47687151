package org.albatross.core.net;

/**
 * Memory for large messages, shared by all connections of a daemon: many peers that each send or
 * are sent the largest message at once must not exhaust the heap. Thread-safe.
 */
public final class MemoryBudget {
  /** A connection may have so many bytes of a message without asking. */
  static final int FREE = 1 << 16;

  /** The rest of the heap is for state, copies on the way, and everything else. */
  private static final int PART_OF_HEAP = 4;

  private final int free;
  private long left;

  /** At most so many bytes together. */
  public MemoryBudget(long bytes) {
    this(bytes, FREE);
  }

  /**
   * At most so many bytes together.
   *
   * @param free what each share may hold beside that, in bytes
   */
  public MemoryBudget(long bytes, int free) {
    left = bytes;
    this.free = free;
  }

  /** A quarter of what the JVM may have. */
  public static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE);
  }

  /** What one connection holds of the budget: nothing yet. */
  public Share share() {
    return new Share();
  }

  private synchronized boolean take(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  private synchronized void giveBack(long bytes) {
    left += bytes;
  }

  /** A part of the budget. One thread may close it while another grows it. */
  public final class Share {
    private long held;
    private boolean closed;

    /** Holds so many bytes, if it does not yet. */
    public synchronized void grow(long bytes) throws FrameException {
      if (closed || bytes > free && bytes > held && !take(bytes - held)) {
        throw new FrameException(
            "too much memory is taken by large messages at this moment; try again later");
      }
      if (bytes > free) {
        held = Math.max(held, bytes);
      }
    }

    synchronized void release() {
      giveBack(held);
      held = 0;
    }

    /** Gives all back and takes no more. */
    public synchronized void close() {
      release();
      closed = true;
    }
  }
}
