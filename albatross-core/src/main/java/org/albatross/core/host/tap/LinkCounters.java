package org.albatross.core.host.tap;

import java.nio.ByteBuffer;
import org.albatross.core.model.message.Stats;

/** The counters of a link as the kernel has them: struct rtnl_link_stats64 (linux/if_link.h). */
public final class LinkCounters {
  private static final int RX_PACKETS = 0;
  private static final int TX_PACKETS = 1;
  private static final int RX_BYTES = 2;
  private static final int TX_BYTES = 3;
  private static final int RX_ERRORS = 4;
  private static final int TX_ERRORS = 5;
  private static final int RX_DROPPED = 6;
  private static final int TX_DROPPED = 7;
  private static final int MULTICAST = 8;
  private static final int COLLISIONS = 9;

  private LinkCounters() {}

  /** An interface under its own name; a counter that this kernel does not have is 0. */
  public static Stats.Interface read(Netlink.Link link) {
    ByteBuffer counters = link.counters();
    return new Stats.Interface(
        link.name(),
        link.flags(),
        0,
        0,
        0,
        link.mtu(),
        0,
        counter(counters, RX_PACKETS),
        counter(counters, RX_ERRORS),
        counter(counters, TX_PACKETS),
        counter(counters, TX_ERRORS),
        counter(counters, COLLISIONS),
        counter(counters, RX_BYTES),
        counter(counters, TX_BYTES),
        counter(counters, MULTICAST),
        0,
        counter(counters, RX_DROPPED),
        counter(counters, TX_DROPPED));
  }

  private static long counter(ByteBuffer counters, int index) {
    int offset = index * Long.BYTES;
    return offset + Long.BYTES <= counters.limit() ? counters.getLong(offset) : 0;
  }
}
