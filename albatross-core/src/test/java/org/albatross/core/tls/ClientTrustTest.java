package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.Test;

class ClientTrustTest {
  private static final int ROOM = 1 << 16;

  /** A handshake takes less; the tickets of a server come behind it. */
  private static final int TURNS = 20;

  private final TestCertificate leaf = Chains.CA.issue(Chains.leaf("hello"));

  @Test
  void aClientThatComesBackHasToShowItsChainAgain() throws Exception {
    TestCertificate server = Chains.CA.issue(CertificateSpec.server("server"));
    ClientTrust trust = new ClientTrust(Chains.CA.certificate(), Clock.systemUTC());
    SSLContext servers =
        new Identity(server.keys().getPrivate(), Chains.certificates(server)).context(trust);
    SSLContext clients = clients();
    for (int time = 0; time < 2; time++) {
      SSLEngine engine = connect(clients, servers);
      assertEquals(leaf.certificate(), trust.takeChain(engine).orElseThrow().leaf());
      assertEquals(List.of(), Collections.list(servers.getServerSessionContext().getIds()));
    }
  }

  /** One that takes a session up again where the server lets it. */
  private SSLContext clients() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Chains.CA.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext clients = SSLContext.getInstance("TLSv1.3");
    clients.init(
        new KeyManager[] {
          new SingleKeyManager(leaf.keys().getPrivate(), List.of(leaf.certificate()))
        },
        trust.getTrustManagers(),
        new SecureRandom());
    return clients;
  }

  private static SSLEngine connect(SSLContext clients, SSLContext servers) throws SSLException {
    SSLEngine client = clients.createSSLEngine("localhost", 1025);
    client.setUseClientMode(true);
    SSLEngine server = servers.createSSLEngine();
    server.setUseClientMode(false);
    server.setNeedClientAuth(true);
    ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    for (int turn = 0; turn < TURNS; turn++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, client.getHandshakeStatus());
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, server.getHandshakeStatus());
    return server;
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
