package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.nio.file.Path;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.Service;

/**
 * A host, and who attacks it.
 *
 * @param tmpdir where its sockets are
 * @param port of its endpoint
 */
public record Siege(Path tmpdir, int port, CertifiedTenant hostile) {
  /** What the hostile tenant asks over TLS. */
  public Entrance remote(String label, Payload.Command command) {
    return Entrance.remote(port, hostile.request(label, command));
  }

  /** A socket on the host. */
  public Entrance local(Service service) {
    return Entrance.local(tmpdir, service);
  }

  /** The endpoint, without a word of TLS. */
  public Entrance plain() {
    return Entrance.plain(port);
  }

  /** The hostile tenant as it makes ready; what it has already is refused, which is all right. */
  void prepare(String label, Payload.Command command, byte[] data) throws IOException {
    Payload unused = new RemoteParty(hostile, port).ask(label, command, data);
  }
}
