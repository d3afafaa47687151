package org.albatross.core.daemon;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.albatross.core.host.Descriptors;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;

/** A listening socket that systemd opened before it started this process: sd_listen_fds(3). */
final class SocketActivation {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int STANDARD_INPUT = 0;

  private SocketActivation() {}

  /**
   * Takes the socket; the next call would not find it any more.
   *
   * @throws AlbatrossException if none was handed over to this process
   */
  static ServerSocketChannel take(Map<String, String> environment)
      throws AlbatrossException, IOException {
    check(environment, ProcessHandle.current().pid());
    // The JDK adopts a socket only as standard input, where inetd has it.
    Descriptors.duplicate(FIRST_DESCRIPTOR, STANDARD_INPUT);
    Descriptors.close(FIRST_DESCRIPTOR);
    Channel channel = System.inheritedChannel();
    if (channel instanceof ServerSocketChannel server) {
      return server;
    }
    throw refused("descriptor 3 is no listening stream socket");
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
    if (!count.matches("[1-9]\\d{0,8}")) {
      throw refused("LISTEN_FDS is " + Text.quote(count));
    }
  }

  private static AlbatrossException refused(String why) {
    return new AlbatrossException(
        "systemd handed no socket over: %s; start it by a socket unit, or without --systemd-socket-activation"
            .formatted(why));
  }
}
