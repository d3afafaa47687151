package org.albatross.client.tls;

import org.albatross.client.error.ClientException;
import org.albatross.client.request.Values;
import org.albatross.core.model.Text;

/**
 * Where an albatross-tls-endpoint listens.
 *
 * @param host a name or an address, without brackets
 */
public record Destination(String host, int port) {
  public static final int DEFAULT_PORT = 1025;
  private static final int MAX_PORT = 65535;

  /** Reads {@code HOST[:PORT]}; the address of IPv6 stands in brackets where a port follows. */
  public static Destination parse(String text) throws ClientException {
    int bracket = text.indexOf(']');
    if (text.startsWith("[") && bracket > 0) {
      return of(text, text.substring(1, bracket), text.substring(bracket + 1));
    }
    int colon = text.indexOf(':');
    if (colon < 0 || text.indexOf(':', colon + 1) > 0) {
      return of(text, text, "");
    }
    return of(text, text.substring(0, colon), text.substring(colon));
  }

  private static Destination of(String text, String host, String port) throws ClientException {
    boolean wrongPort = !port.isEmpty() && !port.startsWith(":");
    if (host.isEmpty() || wrongPort || host.indexOf('[') >= 0 || host.indexOf('/') >= 0) {
      throw ClientException.usage("--destination wants HOST or HOST:PORT, not " + Text.quote(text))
          .hint("an address of IPv6 is written like [::1]:" + DEFAULT_PORT);
    }
    return new Destination(
        host,
        port.isEmpty()
            ? DEFAULT_PORT
            : (int) Values.number("PORT of --destination", port.substring(1), 1, MAX_PORT));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
