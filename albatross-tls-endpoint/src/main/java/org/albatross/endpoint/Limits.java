package org.albatross.endpoint;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a peer may take of this host.
 *
 * @param connections how many there may be at a time; more wait in the kernel's queue
 * @param perAddress how many of one address or network may not have shown yet whose they are
 * @param perTenant how many of one tenant there may be
 * @param certificate bytes of the largest certificate, which may carry an image
 * @param spool where images are collected for an albatrossd that takes no stream
 * @param handshake how long a client may take to say who it is
 * @param stalled how long a client may send next to nothing of what it has to send, or read nothing
 */
record Limits(
    int connections,
    int perAddress,
    int perTenant,
    int certificate,
    Spools spool,
    Duration handshake,
    Duration stalled) {
  /**
   * Files in which images are collected.
   *
   * @param directory where they are made; they have no name there
   * @param image bytes of the largest image
   */
  record Spools(Path directory, int image) {}

  /** How long a client may take to say who it is though others of its address wait. */
  static final Duration FAIR_HANDSHAKE = Duration.ofSeconds(2);

  /** How long a client may say nothing at all though others wait. */
  static final Duration FAIR_SILENCE = Duration.ofMillis(250);

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

  /** How many images one tenant may have collected in files at a time. */
  static final int SPOOLS_PER_TENANT = 8;

  /** And all tenants together. */
  static final int SPOOLS = 128;

  /** Bytes that are kept of what a client sends before it is known where they go. */
  static final int EARLY = 1 << 16;

  /** One tenant has at most such a part of what all may have. */
  static final int TENANTS = 4;

  static final int BULK_THREADS = 4;
  static final int BULK_THREADS_PER_TENANT = 2;

  private static final int PART_OF_HEAP = 16;
  private static final int PART_FOR_HANDSHAKES = 32;

  /** How many bytes one of a large handshake costs in the heap. */
  static final int HANDSHAKE_COST = 10;

  /** Bytes of what the daemons answer to the endpoint's own questions, of all clients. */
  static long answerBytes() {
    return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
  }

  /**
   * Bytes of the handshakes of all who are not known, and once more of all who are; each costs
   * {@link #HANDSHAKE_COST}.
   */
  long handshakeBytes() {
    return Math.max(2L * certificate, Runtime.getRuntime().maxMemory() / PART_FOR_HANDSHAKES);
  }
}
