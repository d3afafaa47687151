package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.albatross.core.model.AlbatrossException;
import org.albatross.testkit.Allocation;

/** What holds for every input: what reading it may cost, and how it is refused. */
final class Limits {
  /** Bytes that reading may take whatever the input is: a few buffers. */
  private static final long FREE = 1 << 20;

  private static final int RUNS = 3;

  /** A message with a path, a name and what was quoted of the input. */
  private static final int LONGEST_MESSAGE = 4096;

  private Limits() {}

  /**
   * Runs an action that may allocate so many bytes for each byte of the input. The first run loads
   * classes, so what exceeds the limit has to do so each time.
   */
  static void checkAllocation(byte[] input, int perByte, Runnable action) {
    long limit = FREE + (long) perByte * input.length;
    long allocated = Allocation.of(action);
    for (int run = 1; allocated > limit && run < RUNS; run++) {
      allocated = Allocation.of(action);
    }
    assertTrue(
        allocated <= limit, allocated + " bytes were allocated for " + input.length + " of input");
  }

  /** A refusal says why, and does not repeat the input at length. */
  static void checkRefusal(AlbatrossException refusal) {
    String message = refusal.getMessage();
    assertFalse(message == null || message.isBlank(), () -> "no reason in " + refusal);
    assertTrue(message.length() <= LONGEST_MESSAGE, () -> "too long a reason: " + message);
  }
}
