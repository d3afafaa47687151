package org.albatross.stats;

import java.util.HashMap;
import java.util.Map;
import org.albatross.core.net.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One round on its way: who takes part in it, and how much of it may wait. */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Map<Connection, Boolean> takingPart = new HashMap<>();
  private long room;

  /**
   * Begins a round.
   *
   * @param room how many bytes of it may wait for subscribers together
   */
  Delivery(long room) {
    this.room = room;
  }

  /** Whether a subscriber takes part: not if it still has something of an earlier round to read. */
  boolean takes(Connection connection) {
    return takingPart.computeIfAbsent(connection, Delivery::hasCaughtUp);
  }

  private static boolean hasCaughtUp(Connection connection) {
    if (connection.pending() > 0) {
      LOG.debug("a subscriber is slow and misses a round");
      return false;
    }
    return connection.isOpen();
  }

  /** Sends a frame, unless too much waits already. */
  void send(Connection connection, byte[] frame) {
    room -= frame.length;
    if (room < 0) {
      takingPart.put(connection, false);
    } else {
      connection.send(frame);
    }
  }
}
