package org.albatross.benchmarks.attack;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.PeerTls;
import org.albatross.testkit.pki.TestCertificate;

/**
 * Who holds a certificate of the host's CA with a policy, and signs what commands it likes.
 *
 * @param name its path
 */
public record CertifiedTenant(String name, TestCertificate certificate) {
  private static final int UNIKERNELS = 64;
  private static final int MEMORY = 4096;
  private static final int BLOCK_MEGABYTES = 256;

  /** A tenant with more of all than it needs on CPU 0. */
  public static CertifiedTenant of(TestCertificate authority, String name) {
    Policy policy =
        new Policy(
            new TreeSet<>(List.of(0L)),
            UNIKERNELS,
            MEMORY,
            OptionalLong.of(BLOCK_MEGABYTES),
            new TreeSet<>());
    return of(authority, name, policy);
  }

  /** A tenant with a policy. */
  public static CertifiedTenant of(TestCertificate authority, String name, Policy policy) {
    return new CertifiedTenant(
        name,
        authority.issue(
            CertificateSpec.ca(name)
                .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy)))));
  }

  /** The certificates that are a request, the leaf first. */
  public TestCertificate[] chain(String label, Payload.Command command) {
    TestCertificate leaf =
        certificate.issue(
            CertificateSpec.leaf(label).albatross(CertificateExtension.encode(command)));
    return new TestCertificate[] {leaf, certificate};
  }

  /** Who makes this request, in TLS. */
  public SSLContext request(String label, Payload.Command command) {
    return PeerTls.showing(chain(label, command));
  }
}
