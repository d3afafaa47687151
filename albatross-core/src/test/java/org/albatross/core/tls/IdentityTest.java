package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.Test;

/** Who one is in TLS. */
final class IdentityTest {
  @Test
  void aKeyIsNotShown() {
    TestCertificate server = TestCertificate.authority("ca").issue(CertificateSpec.server("s"));
    Identity identity = new Identity(server.keys().getPrivate(), Chains.certificates(server));
    assertEquals("Identity[CN=s,O=test]", identity.toString());
  }
}
