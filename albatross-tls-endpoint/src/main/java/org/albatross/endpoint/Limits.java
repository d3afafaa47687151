package org.albatross.endpoint;

import java.time.Duration;

/**
 * What a peer may take of this host.
 *
 * @param connections how many there may be at a time; more wait in the kernel's queue
 * @param perAddress how many of one address or network may not have shown yet whose they are
 * @param perTenant how many of one tenant there may be
 * @param certificate bytes of the largest certificate, which may carry an image
 * @param spool bytes of the largest image that is spooled for an albatrossd that takes no stream
 * @param handshake how long a client may take to say who it is
 * @param stalled how long a client may send next to nothing of what it has to send, or read nothing
 */
record Limits(
    int connections,
    int perAddress,
    int perTenant,
    int certificate,
    int spool,
    Duration handshake,
    Duration stalled) {
  /** How long a client may take to say who it is though others of its address wait. */
  static final Duration FAIR_HANDSHAKE = Duration.ofSeconds(2);

  /** How long a daemon may take for its answer: a unikernel may have to be ended before. */
  static final Duration ANSWER = Duration.ofMinutes(5);

  /** How long a daemon may take to accept a connection, or to answer what it knows. */
  static final Duration PREPARATION = Duration.ofSeconds(30);

  /** Bytes; a client that sends less within {@link #stalled} holds its place for nothing. */
  static final int LEAST_PROGRESS = 1 << 14;

  /** How long a client may take to leave after the last word. */
  static final Duration FAREWELL = Duration.ofSeconds(2);

  /** How much is read and thrown away of a client that was refused, so that it reads why. */
  static final long DRAINED = 1 << 22;

  /**
   * Bytes of a handshake that count for nothing: as much as the usual certificates take. All that
   * connections can hold by it together is little.
   */
  static final int FREE_HANDSHAKE = 1 << 13;

  /** How many images are collected in files at a time. */
  static final int SPOOLS = 16;

  static final int DISK_THREADS = 2;

  private static final int PART_OF_HEAP = 16;

  /** How many bytes one of a large handshake costs in the heap. */
  static final int HANDSHAKE_COST = 10;

  /** Bytes of what the daemons answer to the endpoint's own questions, of all clients. */
  static long answerBytes() {
    return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
  }

  /** Bytes of large handshakes of all clients; each costs {@link #HANDSHAKE_COST}. */
  static long handshakeBytes(int certificate) {
    return Math.max(2L * certificate, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }
}
