package org.albatross.core.tls;

import static org.albatross.core.tls.Chains.CA;
import static org.albatross.core.tls.Chains.leaf;
import static org.albatross.core.tls.Chains.refusal;
import static org.albatross.core.tls.Chains.user;
import static org.albatross.core.tls.Chains.verify;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.albatross.testkit.Property;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who is let in, from the certificates alone (docs/protocol/daemons.md, albatross-tls-endpoint).
 */
final class ClientChainTest {
  private static final Duration DAY = Duration.ofDays(1);
  private final Instant now = Instant.now();
  private final TestCertificate user = user();
  private final TestCertificate hello = user.issue(leaf("hello"));

  private static void assertRefused(String why, TestCertificate... chain) {
    String message = refusal(chain);
    assertTrue(message.contains(why), message);
  }

  @Test
  void aChainUpToTheAuthorityIsInOrder() throws Exception {
    ClientChain chain = verify(hello, user);
    assertEquals(hello.certificate(), chain.leaf());
    assertEquals(List.of(user.certificate()), chain.intermediatesFromAuthority());
  }

  @Test
  void theAuthorityMayStandAtTheEnd() throws Exception {
    assertEquals(List.of(user.certificate()), verify(hello, user, CA).intermediatesFromAuthority());
  }

  @Test
  void aLeafMayBeIssuedByTheAuthorityItself() throws Exception {
    assertEquals(List.of(), verify(CA.issue(leaf("hello"))).intermediatesFromAuthority());
  }

  @ParameterizedTest
  @EnumSource
  void allKindsOfKeysAreTaken(KeyType type) throws Exception {
    TestCertificate ca = CertificateSpec.ca("ca").keyType(type).selfSigned();
    TestCertificate leaf = ca.issue(leaf("hello").keyType(type));
    var chain = ClientChain.verify(List.of(leaf.certificate()), ca.certificate(), now);
    assertEquals(leaf.certificate(), chain.leaf());
  }

  @Test
  void nineCertificatesAreTakenAndTenAreNot() throws Exception {
    List<TestCertificate> chain = new ArrayList<>(List.of(CA.issue(CertificateSpec.ca("a"))));
    for (int i = 0; i < 7; i++) {
      chain.add(0, chain.get(0).issue(CertificateSpec.ca("b")));
    }
    TestCertificate[] nine = withLeaf(chain);
    assertEquals(8, verify(nine).intermediatesFromAuthority().size());
    chain.add(0, chain.get(0).issue(CertificateSpec.ca("c")));
    assertRefused("a chain of 10 certificates", withLeaf(chain));
  }

  private static TestCertificate[] withLeaf(List<TestCertificate> issuers) {
    List<TestCertificate> chain = new ArrayList<>(issuers);
    chain.add(0, issuers.get(0).issue(leaf("hello")));
    return chain.toArray(TestCertificate[]::new);
  }

  @Test
  void noCertificateIsRefused() {
    assertRefused("no certificate");
    assertRefused("no certificate", CA);
  }

  @Test
  void whoSignsHimselfIsRefused() {
    TestCertificate own = TestCertificate.authority("ca");
    assertRefused("not issued by", TestCertificate.authority("mallory"));
    assertRefused("is not valid", own.issue(leaf("hello")));
    assertRefused("out of order", own.issue(leaf("hello")), CA, CA);
  }

  @Test
  void anotherAuthorityOfTheSameNameIsRefused() {
    TestCertificate other = TestCertificate.authority("ca");
    TestCertificate theirs = other.issue(Chains.grant("user", Chains.policy(1, 100)));
    assertRefused("is not valid", theirs.issue(leaf("hello")), theirs);
  }

  @Test
  void whatIsExpiredOrNotYetValidIsRefusedInEachPlace() {
    TestCertificate expired =
        CA.issue(
            Chains.grant("user", Chains.policy(1, 100)).valid(now.minus(DAY), now.minusSeconds(1)));
    TestCertificate early =
        CA.issue(Chains.grant("user", Chains.policy(1, 100)).valid(now.plus(DAY), now.plus(DAY)));
    assertRefused("is not valid", expired.issue(leaf("hello")), expired);
    assertRefused("is not valid", early.issue(leaf("hello")), early);
    assertRefused(
        "is not valid", user.issue(leaf("hello").valid(now.minus(DAY), now.minusSeconds(1))), user);
    assertRefused(
        "is not valid", user.issue(leaf("hello").valid(now.plusSeconds(60), now.plus(DAY))), user);
  }

  @Test
  void anExpiredAuthorityLetsNobodyIn() {
    TestCertificate ca = TestCertificate.authority("ca");
    TestCertificate leaf = ca.issue(leaf("hello").valid(now, now.plus(Duration.ofDays(3))));
    var later = now.plus(Duration.ofDays(2));
    var refused =
        assertThrows(
            ChainException.class,
            () -> ClientChain.verify(List.of(leaf.certificate()), ca.certificate(), later));
    assertTrue(refused.getMessage().contains("the CA's own certificate"), refused.getMessage());
  }

  @Test
  void anIntermediateHasToBeAnAuthority() {
    TestCertificate none = CA.issue(Chains.grant("user", Chains.policy(1, 100)).notCa());
    assertRefused("is not valid", none.issue(leaf("hello")), none);
    TestCertificate mute = CA.issue(Chains.grant("user", Chains.policy(1, 100)).withoutCertSign());
    assertRefused("is not valid", mute.issue(leaf("hello")), mute);
    TestCertificate silent =
        CA.issue(Chains.grant("user", Chains.policy(1, 100)).withoutKeyUsage());
    assertRefused("keyCertSign", silent.issue(leaf("hello")), silent);
  }

  @Test
  void aPathLengthIsKept() {
    TestCertificate last = CA.issue(CertificateSpec.ca("last").pathLength(0));
    TestCertificate beyond = last.issue(CertificateSpec.ca("beyond"));
    assertRefused("is not valid", beyond.issue(leaf("hello")), beyond, last);
  }

  /** The JDK does not count them (RFC 5280, 6.1.4). */
  @Test
  void aNamesakeOfItsIssuerIsAStepOfThePathLikeEveryOther() {
    TestCertificate last = CA.issue(CertificateSpec.ca("last").pathLength(0));
    TestCertificate beyond = last.issue(CertificateSpec.ca("last"));
    assertRefused("allows 0 certificates", beyond.issue(leaf("hello")), beyond, last);
    TestCertificate folded = last.issue(CertificateSpec.ca("LAST"));
    assertRefused("allows 0 certificates", folded.issue(leaf("hello")), folded, last);
  }

  private static X500Name authority(ASN1Encodable commonName) {
    return new X500NameBuilder().addRDN(BCStyle.O, "test").addRDN(BCStyle.CN, commonName).build();
  }

  /** All of them signed by the CA itself; the JDK takes the first for issued by it. */
  @Test
  void theNameOfTheIssuerIsThatOfTheNextLetterByLetter() throws Exception {
    for (ASN1Encodable other :
        List.of(new DERUTF8String("CA"), new DERBMPString("ca"), new DERUTF8String("c\uff41"))) {
      assertRefused("is not issued by", CA.issue(leaf("hello").issuer(authority(other))));
    }
    TestCertificate same = CA.issue(leaf("hello").issuer(authority(new DERPrintableString("ca"))));
    assertEquals(same.certificate(), verify(same).leaf());
  }

  @Test
  void thePathLengthOfTheAuthorityIsKept() {
    TestCertificate ca = CertificateSpec.ca("ca").pathLength(0).selfSigned();
    TestCertificate below = ca.issue(CertificateSpec.ca("below"));
    var chain = Chains.certificates(below.issue(leaf("hello")), below);
    var refused =
        assertThrows(ChainException.class, () -> ClientChain.verify(chain, ca.certificate(), now));
    assertTrue(refused.getMessage().contains("the CA allows 0"), refused.getMessage());
  }

  @Test
  void aLeafSignsNobody() {
    assertRefused("is not valid", hello.issue(leaf("other")), hello, user);
  }

  @Test
  void aLeafHasToBeThatOfAClient() throws Exception {
    TestCertificate server = user.issue(CertificateSpec.server("server"));
    assertRefused("no clientAuth", server, user);
    assertRefused("no digitalSignature", user.issue(leaf("hello").withoutDigitalSignature()), user);
    TestCertificate anything = user.issue(leaf("hello").withoutPurpose());
    assertEquals(anything.certificate(), verify(anything, user).leaf());
  }

  @Test
  void anUnknownCriticalExtensionIsRefused() {
    byte[] nothing = {5, 0};
    assertRefused(
        "is not valid", user.issue(leaf("hello").extension("1.2.3.4", true, nothing)), user);
    TestCertificate odd = CA.issue(CertificateSpec.ca("user").extension("1.2.3.4", true, nothing));
    assertRefused("is not valid", odd.issue(leaf("hello")), odd);
  }

  @Test
  void aSpareCertificateIsRefusedInEachPlace() {
    TestCertificate stranger = CA.issue(Chains.grant("stranger", Chains.policy(16, 1024)));
    List<TestCertificate> good = List.of(hello, user);
    for (TestCertificate spare : List.of(stranger, user, hello, CA)) {
      for (int place = 0; place <= good.size(); place++) {
        List<TestCertificate> chain = new ArrayList<>(good);
        chain.add(place, spare);
        if (!spare.equals(CA) || place < good.size()) {
          refusal(chain.toArray(TestCertificate[]::new));
        }
      }
    }
    assertRefused("out of order", hello, user, CA, stranger);
    assertRefused("out of order", hello, user, CA, CA);
  }

  /** Whatever a client sends: what is accepted is the one chain that is there. */
  @Test
  void ofAllMixturesOnlyTheChainItselfIsAccepted() {
    TestCertificate team = user.issue(Chains.grant("team", Chains.policy(4, 256)));
    TestCertificate stranger = CA.issue(Chains.grant("stranger", Chains.policy(16, 1024)));
    TestCertificate below = team.issue(leaf("below"));
    TestCertificate theirs = stranger.issue(leaf("theirs"));
    List<TestCertificate> all = List.of(CA, user, team, stranger, hello, below, theirs);
    List<List<X509Certificate>> good =
        List.of(
            Chains.certificates(hello, user),
            Chains.certificates(below, team, user),
            Chains.certificates(theirs, stranger),
            // In order too: that their command is none is said to them in words.
            Chains.certificates(user),
            Chains.certificates(team, user),
            Chains.certificates(stranger));
    Property.holds(
        1000,
        random -> {
          List<X509Certificate> chain = new ArrayList<>();
          for (int i = random.between(0, 4); i >= 0; i--) {
            chain.add(random.pick(all).certificate());
          }
          List<X509Certificate> bare = new ArrayList<>(chain);
          if (chain.get(chain.size() - 1).equals(CA.certificate())) {
            bare.remove(bare.size() - 1);
          }
          try {
            ClientChain accepted = ClientChain.verify(chain, CA.certificate(), now);
            List<X509Certificate> read = new ArrayList<>(accepted.intermediatesFromAuthority());
            read.add(accepted.leaf());
            Collections.reverse(read);
            assertEquals(bare, read);
            assertTrue(good.contains(bare), () -> "accepted " + bare);
          } catch (ChainException refused) {
            assertTrue(!good.contains(bare), () -> "refused " + refused.getMessage());
          }
        });
  }
}
