package org.albatross.endpoint;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where connections come from that one host can make: an address of IPv4, or the first 64 bits of
 * one of IPv6, behind which a host has as many addresses as it likes.
 *
 * @param network the address, or its first half
 */
record Origin(boolean v4, long network) {
  /** Absent for this host itself: what it forwards comes from everywhere. */
  static Optional<Origin> of(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && inet.getAddress() != null
        ? of(inet.getAddress())
        : Optional.empty();
  }

  static Optional<Origin> of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return Optional.of(
        address instanceof Inet4Address
            ? new Origin(true, bytes.getInt())
            : new Origin(false, bytes.getLong()));
  }
}
