package org.albatross.client.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.Test;

class ServerTrustTest {
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private final ServerTrust trust = new ServerTrust(List.of(CA.certificate()));

  private void check(TestCertificate... chain) throws CertificateException {
    trust.checkServerTrusted(
        Stream.of(chain).map(TestCertificate::certificate).toArray(X509Certificate[]::new), "");
  }

  @Test
  void theCaAndOneBelowItVouchForAServer() {
    TestCertificate server = CA.issue(CertificateSpec.server("server"));
    TestCertificate site = CA.issue(CertificateSpec.ca("site"));
    assertDoesNotThrow(() -> check(server));
    assertDoesNotThrow(() -> check(server, CA));
    assertDoesNotThrow(() -> check(site.issue(CertificateSpec.server("server")), site));
    assertEquals(Optional.empty(), trust.refusal());
  }

  @Test
  void whoMaySignCommandsMayNotVouchForAServer() {
    Policy policy =
        new Policy(new TreeSet<>(List.of(0L)), 1, 64, OptionalLong.empty(), new TreeSet<>());
    TestCertificate user =
        CA.issue(
            CertificateSpec.ca("user")
                .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy))));
    TestCertificate below = user.issue(CertificateSpec.ca("below"));
    assertRefused(user.issue(CertificateSpec.server("server")), user);
    assertRefused(below.issue(CertificateSpec.server("server")), below, user);
  }

  private void assertRefused(TestCertificate... chain) {
    assertThrows(CertificateException.class, () -> check(chain));
    String why = trust.refusal().orElseThrow();
    assertTrue(why.contains("CN=user") && why.contains("is that of a client"), why);
  }
}
