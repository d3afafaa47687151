package org.albatross.core.host.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.albatross.core.host.Abi;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;
import org.albatross.core.model.Text;
import org.albatross.core.model.Utf8;

/**
 * Bridges by rtnetlink, taps by the ioctls of /dev/net/tun (Linux, tuntap). It is the network
 * namespace of the calling thread that counts.
 */
public final class LinuxNetwork implements Network {
  private static final String PREFIX = "vmmtap";
  private static final int MAX_TAPS = 65536;
  private static final String BRIDGE = "bridge";
  private static final String TUN = "tun";

  /** IFNAMSIZ without the zero at the end. */
  private static final int MAX_NAME = 15;

  /** Of a tap: MAX_MTU of the kernel without the header of Ethernet. */
  private static final long MAX_MTU = 65535 - 14;

  private static final String DEVICE = "/dev/net/tun";
  private static final long TUNSETIFF = 0x400454CAL;
  private static final long TUNSETPERSIST = 0x400454CBL;
  private static final long TUNSETOWNER = 0x400454CCL;
  private static final int IFREQ = 40;
  private static final int IFREQ_FLAGS = 16;

  /** IFF_TAP, without a header before the frames, and not one that is there already. */
  private static final int FLAGS = 0x0002 | 0x1000 | 0x8000;

  @Override
  public SortedSet<String> bridges() throws HostException {
    try (Netlink netlink = new Netlink()) {
      return netlink.links().stream()
          .filter(link -> link.kind().equals(BRIDGE))
          .map(Netlink.Link::name)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /**
   * Makes {@code vmmtapN} with the lowest free N. The kernel removes the tap when its descriptor is
   * closed before it was made persistent, which is the last step: nothing is left behind even if
   * this process is killed.
   */
  @Override
  public String createTap(String bridge, String label, OptionalInt owner) throws HostException {
    try (Netlink netlink = new Netlink();
        Descriptor device =
            Descriptor.open(DEVICE, Abi.O_RDWR, DEVICE + " cannot be opened to make a tap")) {
      Netlink.Link master = findBridge(netlink, bridge);
      String tap = create(device);
      Netlink.Link link =
          netlink
              .link(tap)
              .orElseThrow(() -> new HostException("tap " + tap + " was removed by somebody"));
      // Before it is a port: the bridge would take over a smaller MTU, and a lower address.
      netlink.configure(link, TapAddress.random(), (int) Math.min(master.mtu(), MAX_MTU));
      netlink.attachAndSetUp(link, master, label);
      if (owner.isPresent()) {
        Native.check(
            Native.LIBC.ioctl(device.number(), TUNSETOWNER, (long) owner.getAsInt()),
            "tap " + tap + " cannot be given to a user");
      }
      Native.check(
          Native.LIBC.ioctl(device.number(), TUNSETPERSIST, 1L),
          "tap " + tap + " cannot be made to last");
      return tap;
    }
  }

  @Override
  public List<String> taps(String labelPrefix) throws HostException {
    try (Netlink netlink = new Netlink()) {
      return netlink.links().stream()
          .filter(link -> link.kind().equals(TUN) && link.alias().startsWith(labelPrefix))
          .map(Netlink.Link::name)
          .toList();
    }
  }

  @Override
  public void destroyTap(String tap) throws HostException {
    try (Netlink netlink = new Netlink()) {
      Optional<Netlink.Link> link = netlink.link(tap);
      if (link.isPresent()) {
        if (!link.get().kind().equals(TUN)) {
          throw new HostException("interface " + Text.quote(tap) + " is not a tap");
        }
        netlink.delete(link.get());
      }
    }
  }

  private static Netlink.Link findBridge(Netlink netlink, String bridge) throws HostException {
    int length = Utf8.encode(bridge).length;
    Optional<Netlink.Link> link =
        length == 0 || length > MAX_NAME || bridge.indexOf('\0') >= 0
            ? Optional.empty()
            : netlink.link(bridge);
    if (link.isEmpty()) {
      throw new HostException("bridge " + Text.quote(bridge) + " does not exist");
    }
    if (!link.get().kind().equals(BRIDGE)) {
      throw new HostException("interface " + Text.quote(bridge) + " is not a bridge");
    }
    return link.get();
  }

  /** Tries one name after the other, as others make taps at the same time. */
  private static String create(Descriptor device) throws HostException {
    for (int i = 0; i < MAX_TAPS; i++) {
      String tap = PREFIX + i;
      byte[] name = Native.string(tap);
      ByteBuffer request = ByteBuffer.allocate(IFREQ).order(ByteOrder.nativeOrder());
      request.put(0, name).putShort(IFREQ_FLAGS, (short) FLAGS);
      if (Native.LIBC.ioctl(device.number(), TUNSETIFF, request.array()) == 0) {
        return tap;
      }
      int errno = Native.errno();
      if (errno != Native.EBUSY && errno != Native.EEXIST) {
        throw Native.failure("tap " + tap + " cannot be made", errno);
      }
    }
    throw new HostException("there are %s taps already".formatted(MAX_TAPS));
  }
}
