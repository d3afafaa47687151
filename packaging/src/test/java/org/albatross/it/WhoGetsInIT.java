package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

/** Chains that an endpoint refuses: what the client is told, and what the log says. */
class WhoGetsInIT {
  private static final int REFUSED_BY_ENDPOINT = 117;
  private static final int OWN_CHAIN_NOT_VALID = 116;
  private static final int CERTIFICATE_REFUSED = 119;
  private static final Payload.Command INFO = new UnikernelCommand.Info(InfoShape.CURRENT);
  private static final TestCertificate CA = TestCertificate.authority("ca");
  private static final TestCertificate USER = CA.issue(grant("user", policy(16, 1024, 0)));
  private static final TestCertificate STRANGER = CA.issue(grant("stranger", policy(16, 1024, 0)));

  private static Sandbox sandbox;
  private static Remote remote;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.trusting(CA, sandbox);
  }

  @AfterAll
  static void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  @AfterEach
  void anHonestClientIsServed() throws Exception {
    Payload answer = new RawTls(remote.port()).ask(USER.issue(leaf("x")), USER);
    assertTrue(answer instanceof Success, answer::toString);
    assertTrue(!remote.log().contains("internal error"), remote::log);
  }

  private static Policy policy(long unikernels, long memory, long cpu) {
    return new Policy(
        new TreeSet<>(List.of(cpu)),
        unikernels,
        memory,
        OptionalLong.of(10),
        new TreeSet<>(List.of("service")));
  }

  private static CertificateSpec grant(String name, Policy policy) {
    return CertificateSpec.ca(name).albatross(bytes(new PolicyCommand.Add(policy)));
  }

  private static byte[] bytes(Payload.Command command) {
    return CertificateExtension.encode(command);
  }

  private static CertificateSpec leaf(String name) {
    return leaf(name, INFO);
  }

  private static CertificateSpec leaf(String name, Payload.Command command) {
    return CertificateSpec.leaf(name).albatross(bytes(command));
  }

  private static TestCertificate[] chain(TestCertificate... chain) {
    return chain;
  }

  private static CertificateSpec expired(CertificateSpec spec) {
    Instant now = Instant.now();
    return spec.valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
  }

  private static CertificateSpec early(CertificateSpec spec) {
    Instant now = Instant.now();
    return spec.valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)));
  }

  /** Below an intermediate certificate that is not in order. */
  private static TestCertificate[] below(CertificateSpec intermediate) {
    TestCertificate issuer = CA.issue(intermediate);
    return chain(issuer.issue(leaf("x")), issuer);
  }

  private static ArgumentSet chainSet(String what, String why, TestCertificate... chain) {
    return org.junit.jupiter.params.provider.Arguments.argumentSet(what, why, chain);
  }

  static Stream<ArgumentSet> untrusted() {
    TestCertificate other = TestCertificate.authority("ca");
    TestCertificate theirs = other.issue(grant("user", policy(16, 1024, 0)));
    TestCertificate last = CA.issue(CertificateSpec.ca("last").pathLength(0));
    TestCertificate beyond = last.issue(grant("beyond", policy(1, 100, 0)));
    TestCertificate used = USER.issue(leaf("used"));
    TestCertificate selfSigned = CertificateSpec.ca("self").albatross(bytes(INFO)).selfSigned();
    byte[] nothing = {5, 0};
    return Stream.of(
        chainSet("self-signed", "not issued by", selfSigned),
        chainSet("another CA", "is not valid", theirs.issue(leaf("x")), theirs),
        chainSet("expired leaf", "is not valid", USER.issue(expired(leaf("x"))), USER),
        chainSet("early leaf", "is not valid", USER.issue(early(leaf("x"))), USER),
        chainSet("expired issuer", "is not valid", below(expired(grant("u", policy(1, 100, 0))))),
        chainSet("early issuer", "is not valid", below(early(grant("u", policy(1, 100, 0))))),
        chainSet("issuer is no CA", "is not valid", below(grant("u", policy(1, 9, 0)).notCa())),
        chainSet(
            "no keyCertSign", "is not valid", below(grant("u", policy(1, 9, 0)).withoutCertSign())),
        chainSet("path length", "is not valid", beyond.issue(leaf("x")), beyond, last),
        chainSet("leaf as CA", "is not valid", used.issue(leaf("x")), used, USER),
        chainSet(
            "server",
            "no clientAuth",
            USER.issue(CertificateSpec.server("x").albatross(bytes(INFO))),
            USER),
        chainSet(
            "unknown critical extension",
            "is not valid",
            USER.issue(leaf("x").extension("1.2.3.4", true, nothing)),
            USER));
  }

  @ParameterizedTest
  @MethodSource("untrusted")
  void aChainThatIsNotInOrderIsNotLetIn(String why, TestCertificate... chain) throws Exception {
    assertNotLetIn(why, chain);
  }

  /** Our client does not even try; others are refused by an alert. */
  private static void assertNotLetIn(String why, TestCertificate... chain) throws Exception {
    int before = remote.log().length();
    Sandbox.Outcome outcome = remote.presentHere(chain);
    assertEquals(OWN_CHAIN_NOT_VALID, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains(why), outcome.err());
    String failure = new RawTls(remote.port()).present(chain);
    assertTrue(failure.contains("alert"), failure);
    assertLogged(before, why);
  }

  static Stream<ArgumentSet> spare() {
    TestCertificate leaf = USER.issue(leaf("x"));
    List<TestCertificate> good = List.of(leaf, USER);
    Stream.Builder<ArgumentSet> all = Stream.builder();
    for (TestCertificate spare : List.of(STRANGER, USER, leaf)) {
      for (int place = 1; place <= good.size(); place++) {
        List<TestCertificate> chain = new ArrayList<>(good);
        chain.add(place, spare);
        String name = spare.certificate().getSubjectX500Principal() + " at " + place;
        all.add(
            chainSet(name, "not issued by the next one", chain.toArray(TestCertificate[]::new)));
      }
    }
    all.add(chainSet("stranger behind the CA", "out of order", leaf, USER, CA, STRANGER));
    all.add(chainSet("CA twice", "out of order", leaf, USER, CA, CA));
    return all.build();
  }

  @ParameterizedTest
  @MethodSource("spare")
  void aSpareCertificateIsRefusedWhereverItStands(String why, TestCertificate... chain)
      throws Exception {
    assertNotLetIn(why, chain);
  }

  @Test
  void anEndpointOfAnotherAuthorityRefusesWhatIsInOrderElsewhere() throws Exception {
    TestCertificate other = TestCertificate.authority("other");
    Remote elsewhere = Remote.trusting(other, sandbox);
    try {
      TestCertificate leaf = USER.issue(leaf("x"));
      TestCertificate.write(elsewhere.file("chain.pem"), leaf, USER);
      leaf.writeKey(elsewhere.file("chain.key"));
      TestCertificate.write(elsewhere.file("both.pem"), CA, other);
      Sandbox.Outcome outcome =
          elsewhere.client(
              "certificate both.pem chain.pem chain.key --destination " + elsewhere.destination());
      assertEquals(CERTIFICATE_REFUSED, outcome.code(), outcome.err());
      Sandbox.eventually("a line", () -> elsewhere.log().contains("its certificate is refused"));
    } finally {
      elsewhere.close();
    }
  }

  /**
   * A JVM for each chain would take longer than all that is tested: what a user gets is the same.
   */
  @Test
  void theProgramSaysAndEndsWithTheSame() throws Exception {
    for (TestCertificate[] each :
        List.of(
            chain(USER.issue(leaf("x")), USER),
            chain(USER.issue(CertificateSpec.server("x").albatross(bytes(INFO))), USER),
            chain(USER.issue(leaf("x", new PolicyCommand.Remove())), USER))) {
      assertEquals(remote.presentHere(each), remote.present(each));
    }
  }

  @Test
  void theAuthorityMayComeAlong() throws Exception {
    remote.present(USER.issue(leaf("x")), USER, CA).ok();
  }

  @Test
  void aChainOfElevenIsRefused() throws Exception {
    List<TestCertificate> chain = new ArrayList<>(List.of(CA.issue(CertificateSpec.ca("a"))));
    while (chain.size() < 10) {
      chain.add(0, chain.get(0).issue(CertificateSpec.ca("b")));
    }
    chain.add(0, chain.get(0).issue(leaf("x")));
    assertNotLetIn("a chain of 11 certificates", chain.toArray(TestCertificate[]::new));
  }

  static Stream<ArgumentSet> unacceptable() {
    byte[] good = bytes(INFO);
    byte[] version = good.clone();
    version[4] = 4;
    TestCertificate wrongPolicy =
        CA.issue(CertificateSpec.ca("user").albatross(bytes(new PolicyCommand.Info())));
    Stream.Builder<ArgumentSet> all = Stream.builder();
    all.add(
        chainSet(
            "intermediate without policy", "no policy", wrongPolicy.issue(leaf("x")), wrongPolicy));
    for (Payload.Command command :
        List.of(
            new PolicyCommand.Add(policy(1, 100, 0)),
            new PolicyCommand.Remove(),
            new StatsCommand.Add("", 1, List.of()),
            new ConsoleCommand.Add(1))) {
      all.add(chainSet(command.toString(), "may not carry", USER.issue(leaf("x", command)), USER));
    }
    for (String name : List.of("", "a:b", "a/b", "a b", "a".repeat(64))) {
      all.add(chainSet("leaf " + name, "common name", USER.issue(leaf(name)), USER));
      all.add(chainSet("issuer " + name, "common name", below(grant(name, policy(1, 100, 0)))));
    }
    for (Policy larger :
        List.of(
            policy(17, 1024, 0),
            policy(16, 1025, 0),
            policy(16, 1024, 1),
            new Policy(
                new TreeSet<>(List.of(0L)), 1, 1, OptionalLong.of(11), new TreeSet<>(List.of())),
            new Policy(
                new TreeSet<>(List.of(0L)),
                1,
                1,
                OptionalLong.empty(),
                new TreeSet<>(List.of("other"))))) {
      TestCertificate team = USER.issue(grant("team", larger));
      all.add(
          chainSet("larger " + larger, "the policy of user:", team.issue(leaf("x")), team, USER));
    }
    TestCertificate small = CA.issue(grant("small", policy(1, Creates.MEMORY - 1, 0)));
    Payload.Command create = Creates.whole(false, new byte[] {1});
    all.add(chainSet("create outside", "MB of memory", small.issue(leaf("x", create)), small));
    return all.build();
  }

  /** In BMPStrings: of two letters, with the bytes that "user" has in ASCII, and of four. */
  static Stream<ArgumentSet> inNoName() {
    Stream.Builder<ArgumentSet> all = Stream.builder();
    for (String letters : List.of("\u7573\u6572", "user")) {
      X500Name odd = new X500NameBuilder().addRDN(BCStyle.CN, new DERBMPString(letters)).build();
      all.add(chainSet("issuer", "BMPString", below(grant("", policy(16, 1024, 0)).subject(odd))));
      all.add(chainSet("leaf", "BMPString", USER.issue(leaf("").subject(odd)), USER));
    }
    all.add(chainSet("no name", "no common name", USER.issue(leaf("x").withoutCommonName()), USER));
    all.add(chainSet("two names", "2 common names", USER.issue(leaf("x").alsoNamed("y")), USER));
    X500Name together = new X500Name("CN=user+OU=unit");
    all.add(
        chainSet(
            "together", "not stand alone", below(grant("", policy(1, 9, 0)).subject(together))));
    return all.build();
  }

  /** Our client does not even try; others are told in words. */
  @ParameterizedTest
  @MethodSource("inNoName")
  void aChainInANameThatIsNoneIsRefusedInWords(String why, TestCertificate... chain)
      throws Exception {
    Sandbox.Outcome outcome = remote.presentHere(chain);
    assertEquals(OWN_CHAIN_NOT_VALID, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains(why), outcome.err());
    int before = remote.log().length();
    Payload answer = new RawTls(remote.port()).ask(chain);
    assertTrue(
        answer instanceof Payload.Failure refused && refused.message().contains(why),
        answer::toString);
    assertLogged(before, why);
  }

  /** These are told why: they have shown that somebody trusts them. */
  @ParameterizedTest
  @MethodSource("unacceptable")
  void aRequestThatIsNotAcceptableIsRefusedInWords(String why, TestCertificate... chain)
      throws Exception {
    Sandbox.Outcome outcome = assertRefused(REFUSED_BY_ENDPOINT, why, chain);
    assertTrue(outcome.err().contains(why), outcome.err());
  }

  private static Sandbox.Outcome assertRefused(int code, String why, TestCertificate... chain)
      throws Exception {
    int before = remote.log().length();
    Sandbox.Outcome outcome = remote.presentHere(chain);
    assertEquals(code, outcome.code(), () -> outcome + remote.log().substring(before));
    assertLogged(before, why);
    return outcome;
  }

  private static void assertLogged(int before, String why) throws InterruptedException {
    Sandbox.eventually("a line of the log", () -> remote.log().indexOf(why, before) >= 0);
    String line =
        remote.log().substring(before).lines().filter(l -> l.contains(why)).findFirst().get();
    assertTrue(line.contains("warning: 127.0.0.1:"), line);
  }

  @Test
  void anExtensionThatIsThereTwiceIsRefused() throws Exception {
    KeyPair keys = KeyType.ED25519.generate();
    String leaf = leaf("x").keys(keys).pemWithExtensionTwice(USER);
    Files.writeString(remote.file("twice.pem"), leaf + USER.pem());
    new TestCertificate(keys, USER.certificate(), KeyType.ED25519)
        .writeKey(remote.file("twice.key"));
    Sandbox.Outcome ours =
        remote.client(
            "certificate cacert.pem twice.pem twice.key --destination " + remote.destination());
    assertEquals(123, ours.code());
    assertTrue(ours.err().contains("cannot read a certificate"), ours.err());
    Process openssl =
        new ProcessBuilder(
                ("openssl s_client -quiet -connect "
                        + remote.destination()
                        + " -cert twice.pem -cert_chain twice.pem -key twice.key -CAfile cacert.pem")
                    .split(" "))
            .directory(remote.file(".").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(said.contains("alert"), said);
    Sandbox.eventually("a line", () -> remote.log().contains("uplicate extensions"));
  }

  @Test
  void upperCaseIsFoldedAndServed() throws Exception {
    TestCertificate upper = CA.issue(grant("Upper", policy(2, 100, 0)));
    remote.present(upper.issue(leaf("X", new PolicyCommand.Info())), upper).ok();
    assertTrue(sandbox.client("policy", "--path", "upper").ok().out().contains("upper"));
  }

  @Test
  void nobodyGetsInWithoutACertificateOrWithoutTls() throws Exception {
    RawTls raw = new RawTls(remote.port());
    assertTrue(raw.withoutCertificate().contains("certificate"), "no alert");
    Sandbox.eventually(
        "the log tells",
        () -> remote.log().contains("no TLS connection: Empty client certificate"));
    byte[] garbage = new byte[3000];
    Arrays.fill(garbage, (byte) 'x');
    assertTrue(raw.answerTo(garbage).length < 100);
    assertTrue(
        raw.answerTo("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).length < 100);
  }
}
