package org.albatross.client.tls;

import org.albatross.client.error.ClientException;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;

/**
 * Where an albatross-tls-endpoint listens.
 *
 * @param host a name or an address, without brackets
 */
public record Destination(String host, int port) {
  public static final int DEFAULT_PORT = 1025;

  /** Reads {@code HOST[:PORT]}, as {@link HostPort} says; no endpoint has port 0. */
  public static Destination parse(String text) throws ClientException {
    HostPort read;
    try {
      read = HostPort.parse(text, DEFAULT_PORT);
    } catch (AlbatrossException e) {
      throw ClientException.usage("--destination: " + e.getMessage());
    }
    if (read.port() == 0) {
      throw ClientException.usage("--destination: the port of " + Text.quote(text) + " is 0");
    }
    return new Destination(read.host(), read.port());
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
