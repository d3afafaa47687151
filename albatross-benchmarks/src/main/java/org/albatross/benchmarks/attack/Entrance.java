package org.albatross.benchmarks.attack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.albatross.core.net.Service;

/**
 * A way to somebody who listens.
 *
 * @param address of an Internet or a Unix domain socket
 * @param identity whom to be in TLS; absent: without TLS
 */
public record Entrance(SocketAddress address, Optional<SSLContext> identity) {
  /** A daemon's own socket. */
  public static Entrance local(Path tmpdir, Service service) {
    return new Entrance(
        UnixDomainSocketAddress.of(service.socket(tmpdir)), Optional.<SSLContext>empty());
  }

  /** A port of this host, without a word of TLS. */
  public static Entrance plain(int port) {
    return new Entrance(loopback(port), Optional.<SSLContext>empty());
  }

  /** The endpoint of this host. */
  public static Entrance remote(int port, SSLContext identity) {
    return new Entrance(loopback(port), Optional.of(identity));
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  boolean isUnix() {
    return address instanceof UnixDomainSocketAddress;
  }
}
