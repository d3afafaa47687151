package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;

/** Chains for the tests of this package: one CA, and what it and others sign. */
final class Chains {
  static final TestCertificate CA = TestCertificate.authority("ca");
  static final Payload.Command COMMAND = new UnikernelCommand.Destroy();

  private Chains() {}

  static Policy policy(long unikernels, long memory) {
    return new Policy(
        new TreeSet<>(List.of(0L, 1L)),
        unikernels,
        memory,
        OptionalLong.of(100),
        new TreeSet<>(List.of("service")));
  }

  static CertificateSpec grant(String name, Policy policy) {
    return CertificateSpec.ca(name)
        .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy)));
  }

  static CertificateSpec leaf(String name) {
    return leaf(name, COMMAND);
  }

  static CertificateSpec leaf(String name, Payload.Command command) {
    return CertificateSpec.leaf(name).albatross(CertificateExtension.encode(command));
  }

  static TestCertificate user() {
    return CA.issue(grant("user", policy(16, 1024)));
  }

  static List<X509Certificate> certificates(TestCertificate... chain) {
    return Stream.of(chain).map(TestCertificate::certificate).toList();
  }

  static ClientChain verify(TestCertificate... chain) throws ChainException {
    return ClientChain.verify(certificates(chain), CA.certificate(), Instant.now());
  }

  static CertificateRequest request(TestCertificate... chain) throws ChainException {
    return CertificateRequest.of(verify(chain));
  }

  /** Why a chain is refused before anything is read from it. */
  static String refusal(TestCertificate... chain) {
    return assertThrows(ChainException.class, () -> verify(chain)).getMessage();
  }

  /** Why the request of a chain that is in order is refused. */
  static String requestRefusal(TestCertificate... chain) throws ChainException {
    ClientChain verified = verify(chain);
    return assertThrows(ChainException.class, () -> CertificateRequest.of(verified)).getMessage();
  }
}
