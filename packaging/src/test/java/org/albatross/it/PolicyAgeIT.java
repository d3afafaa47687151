package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.benchmarks.attack.SampleImages;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies of certificates beside those that the administrator sets on the host (docs/tls.md). */
class PolicyAgeIT {
  private static final Duration DAY = Duration.ofDays(1);
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private Sandbox sandbox;
  private Remote remote;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.trusting(CA, sandbox);
  }

  @AfterEach
  void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  private static TestCertificate tenant(long unikernels, Duration age) {
    return tenant(unikernels, 256, age);
  }

  private static TestCertificate tenant(long unikernels, long memory, Duration age) {
    Policy policy =
        new Policy(
            new TreeSet<>(List.of(0L)),
            unikernels,
            memory,
            OptionalLong.empty(),
            new TreeSet<>(List.of()));
    Instant now = Instant.now();
    return CA.issue(
        CertificateSpec.ca("user")
            .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy)))
            .valid(now.minus(age), now.plus(DAY)));
  }

  private Sandbox.Outcome present(TestCertificate tenant, String label, Payload.Command command)
      throws Exception {
    TestCertificate leaf =
        tenant.issue(CertificateSpec.leaf(label).albatross(CertificateExtension.encode(command)));
    return remote.present(leaf, tenant);
  }

  private static UnikernelCommand.Create create() {
    return Creates.whole(false, SampleImages.honest());
  }

  @Test
  void aCertificateThatIsOlderThanALocalPolicyIsLeftOutAndWhoDependsOnItIsTold() throws Exception {
    sandbox.client("add-policy", "user", "1", "--mem", "64").ok();
    TestCertificate old = tenant(2, DAY);
    String first = present(old, "one", create()).ok().out();
    assertTrue(first.contains("created unikernel; the policy of user: in the certificates"), first);
    Sandbox.Outcome second = present(old, "two", create());
    assertEquals(117, second.code(), second.err());
    assertTrue(second.err().contains("was left out: a newer policy is in force"), second.err());
    String gone = present(old, "one", new UnikernelCommand.Destroy()).ok().out();
    assertTrue(!gone.contains("left out"), gone);
  }

  @Test
  void aCertificateThatWasBackdatedAFewMinutesIsNotOlderThanALocalPolicyOfJustNow()
      throws Exception {
    sandbox.client("add-policy", "user", "1", "--mem", "64").ok();
    TestCertificate fresh = tenant(2, Duration.ofSeconds(150));
    String first = present(fresh, "one", create()).ok().out();
    assertTrue(!first.contains("left out"), first);
    present(fresh, "two", create()).ok();
  }

  @Test
  void anOldCertificateDoesNotBringItsPolicyBack() throws Exception {
    Payload.Command info = new UnikernelCommand.Info(InfoShape.CURRENT);
    TestCertificate old = tenant(4, 256, DAY);
    present(old, ".", info).ok();
    sandbox.client("add-policy", "user", "2", "--mem", "100").ok();
    present(old, ".", info).ok();
    assertTrue(sandbox.client("policy").ok().out().contains("100 MB"));
    sandbox.stop("albatrossd");
    sandbox.startAlbatrossd();
    present(old, ".", info).ok();
    assertTrue(sandbox.client("policy").ok().out().contains("100 MB"));
    assertTrue(sandbox.log("albatrossd").contains("the policy of user: stays"));
    present(tenant(4, 128, Duration.ofMinutes(5)), ".", info).ok();
    assertTrue(sandbox.client("policy").ok().out().contains("128 MB"));
  }
}
