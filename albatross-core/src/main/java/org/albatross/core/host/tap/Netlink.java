package org.albatross.core.host.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.albatross.core.host.Abi;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Utf8;

/** A conversation with the kernel about network interfaces: rtnetlink(7). Used by one thread. */
public final class Netlink implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int TIMEOUT_SECONDS = 5;

  private static final int HEADER = 16;
  private static final int LINK_HEADER = 16;
  private static final short MESSAGE_ERROR = 2;
  private static final short MESSAGE_DONE = 3;
  private static final short NEW_LINK = 16;
  private static final short DELETE_LINK = 17;
  private static final short GET_LINK = 18;
  private static final short REQUEST = 1;
  private static final short ACKNOWLEDGE = 4;
  private static final short DUMP = 0x300;
  private static final int DUMP_INTERRUPTED = 0x10;

  private static final int ATTRIBUTE_HEADER = 4;
  private static final int ATTRIBUTE_TYPE = 0x3FFF;
  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_STATS64 = 23;
  private static final int IFLA_IFALIAS = 20;

  /** IFALIASZ without the zero at the end. */
  private static final int MAX_ALIAS = 255;

  private static final int IFLA_INFO_KIND = 1;
  private static final int IFF_UP = 1;

  private static final int DUMP_ATTEMPTS = 10;

  private final Descriptor socket;

  /** The kernel sends at most 32 KiB at once. */
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  private int sequence;

  /**
   * An interface.
   *
   * @param kind empty for a physical one
   * @param alias empty where it has none
   * @param flags IFF_UP and so on, netdevice(7)
   * @param counters a struct rtnl_link_stats64, empty where the kernel has none
   */
  public record Link(
      int index,
      String name,
      String kind,
      String alias,
      long flags,
      long mtu,
      ByteBuffer counters) {}

  private record Reply(boolean interrupted, List<Link> links, int errno) {}

  public Netlink() throws HostException {
    int number = Native.LIBC.socket(AF_NETLINK, SOCK_RAW | Abi.HOST.closeOnExec(), 0);
    Native.check(number, "a netlink socket cannot be made");
    socket = new Descriptor(number);
    buffer.order(ByteOrder.nativeOrder());
    byte[] time = new byte[16];
    ByteBuffer.wrap(time).order(ByteOrder.nativeOrder()).putLong(TIMEOUT_SECONDS);
    if (Native.LIBC.setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, time, time.length) == -1) {
      int errno = Native.errno();
      socket.close();
      throw Native.failure("a netlink socket cannot be set up", errno);
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  /** All interfaces. */
  public List<Link> links() throws HostException {
    for (int i = 0; i < DUMP_ATTEMPTS; i++) {
      begin(GET_LINK, DUMP, 0, 0);
      Reply reply = exchange("the network interfaces cannot be listed");
      if (!reply.interrupted()) {
        return reply.links();
      }
    }
    throw new HostException("the network interfaces change too fast to be listed");
  }

  /** The interface of this name, and not one that has it as another name. */
  Optional<Link> link(String name) throws HostException {
    begin(GET_LINK, (short) 0, 0, 0);
    putAttribute(IFLA_IFNAME, Native.string(name));
    Reply reply = send();
    if (reply.errno() == Native.ENODEV) {
      return Optional.empty();
    }
    checkErrno(reply, "interface " + name + " cannot be looked up");
    return reply.links().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** Gives an interface that is down an address and an MTU. */
  void configure(Link link, MacAddress address, int mtu) throws HostException {
    begin(NEW_LINK, ACKNOWLEDGE, link.index(), 0);
    putAttribute(IFLA_ADDRESS, address.bytes().toArray());
    putAttribute(IFLA_MTU, number(mtu));
    Reply ignored = exchange("interface %s cannot get an MTU of %s".formatted(link.name(), mtu));
  }

  /** Attaches an interface to a bridge, gives it an alias, and sets it up. */
  void attachAndSetUp(Link link, Link bridge, String alias) throws HostException {
    begin(NEW_LINK, ACKNOWLEDGE, link.index(), IFF_UP);
    putAttribute(IFLA_MASTER, number(bridge.index()));
    byte[] label = Utf8.encode(alias);
    putAttribute(IFLA_IFALIAS, Arrays.copyOf(label, Math.min(label.length, MAX_ALIAS)));
    Reply ignored =
        exchange(
            "interface %s cannot be attached to bridge %s".formatted(link.name(), bridge.name()));
  }

  /** Removes an interface, and returns when it is gone; one that is gone already is no error. */
  void delete(Link link) throws HostException {
    begin(DELETE_LINK, ACKNOWLEDGE, link.index(), 0);
    Reply reply = send();
    if (reply.errno() != Native.ENODEV) {
      checkErrno(reply, "interface " + link.name() + " cannot be removed");
    }
  }

  /** Begins a message with a struct nlmsghdr and a struct ifinfomsg. */
  private void begin(short type, short flags, int index, int linkFlags) {
    sequence++;
    buffer.clear();
    buffer.putInt(0).putShort(type).putShort((short) (REQUEST | flags));
    buffer.putInt(sequence).putInt(0);
    buffer.putInt(0).putInt(index).putInt(linkFlags).putInt(linkFlags);
  }

  private static byte[] number(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(value);
    return bytes;
  }

  private void putAttribute(int type, byte[] value) {
    buffer.putShort((short) (ATTRIBUTE_HEADER + value.length)).putShort((short) type).put(value);
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
  }

  private Reply exchange(String what) throws HostException {
    Reply reply = send();
    checkErrno(reply, what);
    return reply;
  }

  private static void checkErrno(Reply reply, String what) throws HostException {
    if (reply.errno() != 0) {
      throw Native.failure(what, reply.errno());
    }
  }

  private Reply send() throws HostException {
    boolean dump = (buffer.getShort(6) & DUMP) == DUMP;
    boolean acknowledged = (buffer.getShort(6) & ACKNOWLEDGE) != 0;
    buffer.putInt(0, buffer.position());
    buffer.flip();
    if (Native.LIBC.write(socket.number(), buffer, buffer.remaining()) == -1) {
      throw Native.failure("asking the kernel by netlink failed", Native.errno());
    }
    List<Link> links = new ArrayList<>();
    boolean interrupted = false;
    while (true) {
      receive();
      while (buffer.remaining() >= HEADER) {
        ByteBuffer message = nextMessage();
        boolean ours = message.getInt(8) == sequence;
        interrupted |= ours && (message.getShort(6) & DUMP_INTERRUPTED) != 0;
        switch (ours ? message.getShort(4) : 0) {
          case MESSAGE_ERROR -> {
            return new Reply(interrupted, links, -message.getInt(HEADER));
          }
          case MESSAGE_DONE -> {
            return new Reply(interrupted, links, 0);
          }
          case NEW_LINK -> {
            links.add(readLink(message));
            if (!dump && !acknowledged) {
              return new Reply(interrupted, links, 0);
            }
          }
          default -> {}
        }
      }
    }
  }

  private void receive() throws HostException {
    buffer.clear();
    int length = Native.read(socket.number(), buffer);
    if (length <= 0) {
      throw new HostException(
          "the kernel did not answer by netlink within %s s".formatted(TIMEOUT_SECONDS));
    }
    buffer.limit(length);
  }

  private ByteBuffer nextMessage() throws HostException {
    int start = buffer.position();
    int length = buffer.getInt(start);
    if (length < HEADER || length > buffer.remaining()) {
      throw new HostException("the kernel sent a netlink message that is cut off");
    }
    ByteBuffer message = buffer.slice(start, length).order(buffer.order());
    buffer.position(Math.min(start + aligned(length), buffer.limit()));
    return message;
  }

  private static Link readLink(ByteBuffer message) {
    LinkReader found = new LinkReader();
    eachAttribute(message.position(HEADER + LINK_HEADER), found);
    return new Link(
        message.getInt(HEADER + 4),
        found.name,
        found.kind,
        found.alias,
        Integer.toUnsignedLong(message.getInt(HEADER + 8)),
        found.mtu,
        found.counters);
  }

  /** Picks what is of use from the attributes of a link. */
  private static final class LinkReader implements AttributeReader {
    private String name = "";
    private String kind = "";
    private String alias = "";
    private long mtu;
    private ByteBuffer counters = ByteBuffer.allocate(0);

    @Override
    public void read(int type, ByteBuffer value) {
      switch (type) {
        case IFLA_IFNAME -> name = text(value);
        case IFLA_IFALIAS -> alias = text(value);
        case IFLA_LINKINFO -> eachAttribute(value, this::readInfo);
        case IFLA_MTU -> mtu = Integer.toUnsignedLong(value.getInt(0));
        // The buffer that it came in is used again.
        case IFLA_STATS64 ->
            counters =
                ByteBuffer.allocate(value.remaining()).put(value).flip().order(value.order());
        default -> {}
      }
    }

    private void readInfo(int type, ByteBuffer value) {
      if (type == IFLA_INFO_KIND) {
        kind = text(value);
      }
    }
  }

  private interface AttributeReader {
    void read(int type, ByteBuffer value);
  }

  private static void eachAttribute(ByteBuffer attributes, AttributeReader reader) {
    while (attributes.remaining() >= ATTRIBUTE_HEADER) {
      int start = attributes.position();
      int length = Short.toUnsignedInt(attributes.getShort(start));
      if (length < ATTRIBUTE_HEADER || length > attributes.remaining()) {
        return;
      }
      ByteBuffer value =
          attributes
              .slice(start + ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER)
              .order(attributes.order());
      reader.read(attributes.getShort(start + 2) & ATTRIBUTE_TYPE, value);
      attributes.position(Math.min(start + aligned(length), attributes.limit()));
    }
  }

  private static String text(ByteBuffer value) {
    int length = 0;
    while (length < value.remaining() && value.get(length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    value.get(0, bytes);
    return Utf8.decode(bytes);
  }

  private static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
