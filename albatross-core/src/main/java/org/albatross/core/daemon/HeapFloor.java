package org.albatross.core.daemon;

import org.albatross.core.model.AlbatrossException;

/**
 * The least memory with which a daemon is started. What peers may take is a part of the heap; of a
 * heap that is hardly enough for the program itself nothing would be left for them, and it would
 * end some time later, in the middle of its work.
 */
final class HeapFloor {
  /**
   * In MB, where a daemon names no other: each has 5 to 6 MB in use when nobody has asked it for
   * anything, and what peers may take needs about twice as much.
   */
  static final int LEAST = 24;

  private static final long MEGABYTE = 1 << 20;

  /** The JVM says less than {@code -Xmx}: a collector keeps up to this part to itself. */
  private static final int KEPT = 16;

  private HeapFloor() {}

  /**
   * Refuses a heap that is too small.
   *
   * @param least in MB of {@code -Xmx}
   * @param heap what the JVM says it may have at most, in bytes
   */
  static void check(int least, long heap) throws AlbatrossException {
    if (heap < least * MEGABYTE / KEPT * (KEPT - 1)) {
      throw new AlbatrossException(
          "a heap of %s MB is too small, at least %s MB are needed: start it with ALBATROSS_JAVA_OPTS=-Xmx%sm, or more"
              .formatted(heap / MEGABYTE, least, least));
    }
  }
}
