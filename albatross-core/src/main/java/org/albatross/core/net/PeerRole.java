package org.albatross.core.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Who is at the other end of a Unix domain socket, by what the kernel says of the process. The
 * administrator's own commands have places that nobody else can take.
 */
public enum PeerRole {
  /** A process of root: the administrator of this host, or another daemon that runs as root. */
  ADMINISTRATOR,
  /** Everybody else: albatross-tls-endpoint, for all its clients, and members of the group. */
  OTHER;

  /** Who connected. Where the system does not tell, nobody is an administrator. */
  static PeerRole of(SocketChannel channel) throws IOException {
    if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
      return OTHER;
    }
    UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    return peer.user().equals(Root.PRINCIPAL) ? ADMINISTRATOR : OTHER;
  }

  private static final class Root {
    static final UserPrincipal PRINCIPAL = lookUp();

    private static UserPrincipal lookUp() {
      try {
        return FileSystems.getDefault()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName("root");
      } catch (IOException e) {
        throw new IllegalStateException("this host has no user root", e);
      }
    }
  }
}
