package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.PeerTls;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS 1.3 only; that older versions are refused over a network is in OlderTlsIT. */
class TlsTest {
  /** With these keys, all of which the JDK has a way to use in TLS 1.2. */
  @ParameterizedTest
  @EnumSource
  void aClientWithAValidChainIsNotServedInTls12(KeyType type) throws Exception {
    TestCertificate ca = CertificateSpec.ca("ca").keyType(type).selfSigned();
    TestCertificate server = ca.issue(CertificateSpec.server("server").keyType(type));
    TestCertificate leaf = ca.issue(Chains.leaf("hello").keyType(type));
    ClientTrust trust = new ClientTrust(ca.certificate(), Clock.systemUTC());
    Tls tls = new Identity(server.keys().getPrivate(), Chains.certificates(server)).tls(trust);
    SSLEngine refused = tls.server();
    var failure =
        assertThrows(
            SSLHandshakeException.class,
            () -> Engines.shakeHands(client(leaf, "TLSv1.2"), refused));
    assertTrue(failure.getMessage().contains("protocol"), failure.getMessage());
    assertEquals(Optional.empty(), trust.takeChain(refused));
    SSLEngine served = tls.server();
    Engines.shakeHands(client(leaf, "TLSv1.3"), served);
    assertEquals(leaf.certificate(), trust.takeChain(served).orElseThrow().leaf());
  }

  private static SSLEngine client(TestCertificate leaf, String protocol) {
    SSLEngine client = PeerTls.showing(leaf).createSSLEngine();
    client.setUseClientMode(true);
    client.setEnabledProtocols(new String[] {protocol});
    return client;
  }
}
