package org.albatross.core.metrics;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;

/**
 * Where something listens: {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT}. The host is looked
 * up when it is used, so that a name may change its address.
 *
 * <p>The original writes addresses of IPv6 with a port without brackets. That is read where only
 * one reading is an address ({@code fe80::1%eth0:1025}), and refused where both are ({@code
 * ::1:1025}).
 *
 * @param host a name or an address, without brackets; one of IPv6 may have a zone
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^\\[\\]]+)\\]|([^:\\[\\]/\\s]+))(?::(\\d{1,5}))?");
  private static final Pattern BARE_WITH_PORT = Pattern.compile("([^\\[\\]]*:.*):(\\d{1,5})");

  /** An interface may be called anything without a blank and a slash; a colon would be a port's. */
  private static final Pattern ZONED = Pattern.compile("([0-9A-Fa-f:.]+)(?:%[^%:/\\[\\]\\s]+)?");

  private static final int MAX_PORT = 65_535;

  /**
   * Reads an address.
   *
   * @param standard the port where none is given
   */
  public static HostPort parse(String text, int standard) throws AlbatrossException {
    Matcher bare = BARE_WITH_PORT.matcher(text);
    boolean withPort = bare.matches() && isIpv6(bare.group(1)) && isPort(bare.group(2));
    if (isIpv6(text)) {
      if (withPort) {
        throw new AlbatrossException(
            "%s is ambiguous: write [%s]:%s or [%s]"
                .formatted(Text.quote(text), bare.group(1), bare.group(2), text));
      }
      return new HostPort(text, standard);
    }
    if (withPort) {
      return new HostPort(bare.group(1), Integer.parseInt(bare.group(2)));
    }
    Matcher m = FORM.matcher(text);
    if (!m.matches() || m.group(1) != null && !isIpv6(m.group(1))) {
      throw wrong(text);
    }
    if (m.group(3) != null && !isPort(m.group(3))) {
      throw wrong(text);
    }
    return new HostPort(
        m.group(1) == null ? m.group(2) : m.group(1),
        m.group(3) == null ? standard : Integer.parseInt(m.group(3)));
  }

  private static boolean isPort(String digits) {
    return Integer.parseInt(digits) <= MAX_PORT;
  }

  /** Whether it is written as an address of IPv6; whether this host has its zone is not asked. */
  private static boolean isIpv6(String text) {
    Matcher m = ZONED.matcher(text);
    if (!m.matches() || m.group(1).indexOf(':') < 0) {
      return false;
    }
    try {
      var unused =
          InetAddress.getByName("[" + m.group(1) + "]"); // in brackets nothing is looked up
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static AlbatrossException wrong(String text) {
    return new AlbatrossException(
        Text.quote(text) + " is no address; it is written HOST, HOST:PORT or [IPV6]:PORT");
  }

  /** The address now, if the host is known. */
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
