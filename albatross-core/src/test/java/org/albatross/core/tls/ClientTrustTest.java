package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.KeyStore;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.Test;

class ClientTrustTest {
  private final TestCertificate leaf = Chains.CA.issue(Chains.leaf("hello"));

  @Test
  void aClientThatComesBackHasToShowItsChainAgain() throws Exception {
    TestCertificate server = Chains.CA.issue(CertificateSpec.server("server"));
    ClientTrust trust = new ClientTrust(Chains.CA.certificate(), Clock.systemUTC());
    SSLContext context = Engines.context(server, trust);
    Tls servers = new Tls(context);
    SSLContext clients = clients();
    for (int time = 0; time < 2; time++) {
      SSLEngine engine = connect(clients, servers);
      assertEquals(leaf.certificate(), trust.takeChain(engine).orElseThrow().leaf());
      assertEquals(List.of(), Collections.list(context.getServerSessionContext().getIds()));
    }
  }

  /** One that takes a session up again where the server lets it. */
  private SSLContext clients() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Chains.CA.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return Engines.context(leaf, trust.getTrustManagers());
  }

  private static SSLEngine connect(SSLContext clients, Tls servers) throws SSLException {
    SSLEngine client = clients.createSSLEngine("localhost", 1025);
    client.setUseClientMode(true);
    SSLEngine server = servers.server();
    Engines.shakeHands(client, server);
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, client.getHandshakeStatus());
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, server.getHandshakeStatus());
    return server;
  }
}
