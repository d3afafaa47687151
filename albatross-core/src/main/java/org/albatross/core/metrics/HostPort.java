package org.albatross.core.metrics;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;

/**
 * Where something listens: {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT}. The host is looked
 * up when it is used, so that a name may change its address.
 *
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)\\]|([^:\\[\\]/\\s]+))(?::(\\d{1,5}))?");
  private static final Pattern BARE_IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final int MAX_PORT = 65_535;

  /**
   * Reads an address.
   *
   * @param standard the port where none is given
   */
  public static HostPort parse(String text, int standard) throws AlbatrossException {
    if (BARE_IPV6.matcher(text).matches()) {
      return new HostPort(text, standard);
    }
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw wrong(text);
    }
    int port = m.group(3) == null ? standard : Integer.parseInt(m.group(3));
    if (port > MAX_PORT) {
      throw wrong(text);
    }
    return new HostPort(m.group(1) == null ? m.group(2) : m.group(1), port);
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
