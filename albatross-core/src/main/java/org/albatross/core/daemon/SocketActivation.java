package org.albatross.core.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.host.Descriptors;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;

/**
 * A listening socket that systemd opened before it started this process: sd_listen_fds(3). The JDK
 * adopts one. A second would be accepted from by the kernel, and nobody would ever answer.
 */
final class SocketActivation {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int STANDARD_INPUT = 0;

  private SocketActivation() {}

  /** Of which kind the addresses are that a daemon serves. */
  enum Family {
    UNIX("Unix domain", UnixDomainSocketAddress.class),
    TCP("TCP", InetSocketAddress.class);

    private final String text;
    private final Class<? extends SocketAddress> address;

    Family(String text, Class<? extends SocketAddress> address) {
      this.text = text;
      this.address = address;
    }
  }

  /**
   * Takes the socket; the next call would not find it any more.
   *
   * @throws AlbatrossException if none was handed over to this process, or one that cannot be
   *     served
   */
  static ServerSocketChannel take(Map<String, String> environment, Family family)
      throws AlbatrossException, IOException {
    check(environment, ProcessHandle.current().pid());
    Optional<String> wrong = Descriptors.whyNoListener(FIRST_DESCRIPTOR);
    if (wrong.isPresent()) {
      throw refused("descriptor 3 " + wrong.get());
    }
    // The JDK adopts a socket only as standard input, where inetd has it.
    Descriptors.duplicate(FIRST_DESCRIPTOR, STANDARD_INPUT);
    Descriptors.close(FIRST_DESCRIPTOR);
    Channel channel = System.inheritedChannel();
    if (channel instanceof ServerSocketChannel server
        && family.address.isInstance(server.getLocalAddress())) {
      return server;
    }
    throw refused("descriptor 3 is no %s socket".formatted(family.text));
  }

  static void check(Map<String, String> environment, long pid) throws AlbatrossException {
    String forPid = environment.getOrDefault("LISTEN_PID", "");
    String count = environment.getOrDefault("LISTEN_FDS", "");
    if (forPid.isEmpty() || count.isEmpty()) {
      throw refused("LISTEN_PID and LISTEN_FDS are not set");
    }
    if (!forPid.equals(Long.toString(pid))) {
      throw refused("LISTEN_PID is %s, this process is %s".formatted(Text.quote(forPid), pid));
    }
    if (!isSome(count)) {
      throw refused("LISTEN_FDS is " + Text.quote(count));
    }
    if (!count.equals("1")) {
      throw new AlbatrossException(
          "systemd handed %s sockets over, and one can be served: not %s%s; leave one Listen line in the socket unit, or start a daemon for each"
              .formatted(count, others(Integer.parseInt(count)), names(environment)));
    }
  }

  /**
   * For a daemon that was not told to take a socket.
   *
   * @throws AlbatrossException if one was handed over to this process
   */
  static void checkThatThereIsNone(Map<String, String> environment, long pid)
      throws AlbatrossException {
    String count = environment.getOrDefault("LISTEN_FDS", "");
    if (environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid)) && isSome(count)) {
      throw new AlbatrossException(
          "systemd handed %s socket(s) over that nobody would serve%s: give --systemd-socket-activation, or disable the socket unit"
              .formatted(count, names(environment)));
    }
  }

  private static boolean isSome(String count) {
    return count.matches("[1-9]\\d{0,8}");
  }

  private static String others(int count) {
    int last = FIRST_DESCRIPTOR + count - 1;
    return last == FIRST_DESCRIPTOR + 1
        ? "descriptor " + last
        : "descriptors %s to %s".formatted(FIRST_DESCRIPTOR + 1, last);
  }

  private static String names(Map<String, String> environment) {
    String names = environment.getOrDefault("LISTEN_FDNAMES", "");
    return names.isEmpty() ? "" : " (from 3 on: %s)".formatted(Text.quote(names));
  }

  private static AlbatrossException refused(String why) {
    return new AlbatrossException(
        "systemd handed no socket over that can be served: %s; start it by a socket unit, or without --systemd-socket-activation"
            .formatted(why));
  }
}
