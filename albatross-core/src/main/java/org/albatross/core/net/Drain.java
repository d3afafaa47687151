package org.albatross.core.net;

import java.time.Duration;

/**
 * What is read and thrown away of a peer that was refused: a reset would destroy what it has not
 * read yet, and many read only when they have sent all. Not thread-safe.
 */
final class Drain {
  /** Bytes of a peer that has nothing in particular to send. */
  private static final long LITTLE = 1 << 22;

  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final Duration patience;
  private final long least;
  private long left;

  private Drain(Duration patience, long least, long left) {
    this.patience = patience;
    this.least = least;
    this.left = left;
  }

  /**
   * Of a peer that was refused within a message, or between two.
   *
   * @param bytes what the message lacks; not positive between two
   */
  static Drain ofRest(int bytes) {
    return bytes > 0 ? ofData(bytes) : new Drain(MOMENT, Long.MAX_VALUE, LITTLE);
  }

  /** Of a peer that may have so many bytes of data to send, and a little more. */
  static Drain ofData(long bytes) {
    return new Drain(Connection.DATA_PATIENCE, Connection.LEAST_DATA, bytes + LITTLE);
  }

  /** How long the peer may send less than {@link #least}. */
  Duration patience() {
    return patience;
  }

  /** Bytes with which the time begins anew. */
  long least() {
    return least;
  }

  /**
   * Throws some more away.
   *
   * @return false if that is more than was to come
   */
  boolean take(int bytes) {
    left -= bytes;
    return left >= 0;
  }
}
