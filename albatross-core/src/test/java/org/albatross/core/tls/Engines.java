package org.albatross.core.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.albatross.testkit.pki.TestCertificate;

/** Two ends of TLS without a network between them. */
final class Engines {
  private static final int ROOM = 1 << 16;

  /** A handshake takes less; the tickets of a server come behind it. */
  private static final int TURNS = 20;

  private Engines() {}

  /** What the JDK gives by itself, in every version that it has. */
  static SSLContext context(TestCertificate own, TrustManager... trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        new KeyManager[] {
          new SingleKeyManager(own.keys().getPrivate(), List.of(own.certificate()))
        },
        trust,
        new SecureRandom());
    return context;
  }

  /** Lets both say what they have to say. */
  static void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    for (int turn = 0; turn < TURNS; turn++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    engine.wrap(ByteBuffer.allocate(1), out);
    in.flip();
    engine.unwrap(in, ByteBuffer.allocate(ROOM));
    in.compact();
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }
}
