package org.albatross.core.tls;

import static org.albatross.core.tls.Chains.CA;
import static org.albatross.core.tls.Chains.grant;
import static org.albatross.core.tls.Chains.leaf;
import static org.albatross.core.tls.Chains.policy;
import static org.albatross.core.tls.Chains.request;
import static org.albatross.core.tls.Chains.requestRefusal;
import static org.albatross.core.tls.Chains.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a chain that is in order asks for, or why it is refused (docs/protocol/daemons.md,
 * albatross-tls-endpoint).
 */
final class CertificateRequestTest {
  private final TestCertificate user = user();

  private void assertRefused(String why, TestCertificate... chain) throws ChainException {
    String message = requestRefusal(chain);
    assertTrue(message.contains(why), message);
  }

  @Test
  void thePathIsThatOfTheIntermediatesAndTheLastLabelThatOfTheLeaf() throws Exception {
    TestCertificate team = user.issue(grant("team", policy(4, 256)));
    CertificateRequest request = request(team.issue(leaf("hello")), team, user);
    assertEquals("user:team:hello", request.name().text());
    assertEquals(
        List.of("user: 16", "user:team: 4"),
        request.grants().stream().map(g -> g.path() + " " + g.policy().unikernels()).toList());
    assertEquals(Chains.COMMAND, request.command());
    assertEquals(user.certificate().getNotBefore().toInstant(), request.grants().get(0).issued());
  }

  @Test
  void anIntermediateWithoutExtensionIsNoPartOfThePath() throws Exception {
    TestCertificate plain = CA.issue(CertificateSpec.ca("region"));
    TestCertificate below = plain.issue(grant("user", policy(1, 100)));
    assertEquals("user:hello", request(below.issue(leaf("hello")), below, plain).name().text());
  }

  @Test
  void upperCaseIsFolded() throws Exception {
    TestCertificate upper = CA.issue(grant("User", policy(1, 100)));
    assertEquals("user:hello", request(upper.issue(leaf("HELLO")), upper).name().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ":"})
  void aDotOrColonAsNameOfTheLeafMeansThePath(String none) throws Exception {
    assertEquals("user:", request(user.issue(leaf(none)), user).name().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "a/b", "a b", " ", "a\u0000b", "-a", "\u00e4", "a\nb"})
  void whatIsNoLabelIsRefusedAsCommonName(String name) throws Exception {
    assertRefused("label", user.issue(leaf(name)), user);
    TestCertificate odd = CA.issue(grant(name, policy(1, 100)));
    assertRefused("label", odd.issue(leaf("hello")), odd);
  }

  @Test
  void aColonIsNoNameOfAnIntermediate() throws Exception {
    TestCertificate odd = CA.issue(grant(":", policy(1, 100)));
    assertRefused("label", odd.issue(leaf("hello")), odd);
  }

  @Test
  void aLabelHas63Characters() throws Exception {
    assertEquals(
        "user:" + "a".repeat(63), request(user.issue(leaf("a".repeat(63))), user).name().text());
    assertRefused("63 characters", user.issue(leaf("a".repeat(64))), user);
  }

  @Test
  void aNameHas250Bytes() throws Exception {
    TestCertificate one = CA.issue(grant("a".repeat(63), policy(1, 100)));
    TestCertificate two = one.issue(grant("b".repeat(63), policy(1, 100)));
    TestCertificate three = two.issue(grant("c".repeat(63), policy(1, 100)));
    assertEquals(
        250, request(three.issue(leaf("d".repeat(58))), three, two, one).name().text().length());
    assertRefused("251 bytes", three.issue(leaf("d".repeat(59))), three, two, one);
  }

  @Test
  void thereIsExactlyOneCommonName() throws Exception {
    assertRefused("no common name", user.issue(leaf("x").withoutCommonName()), user);
    assertRefused("2 common names", user.issue(leaf("x").alsoNamed("y")), user);
    TestCertificate nameless = CA.issue(grant("x", policy(1, 100)).withoutCommonName());
    assertRefused("no common name", nameless.issue(leaf("hello")), nameless);
    TestCertificate twice = CA.issue(grant("x", policy(1, 100)).alsoNamed("y"));
    assertRefused("2 common names", twice.issue(leaf("hello")), twice);
  }

  private static X500Name name(ASN1Encodable commonName) {
    return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
  }

  /** The bytes of its two letters are those of "user" in ASCII. */
  @Test
  void aBmpStringDoesNotMakeAnybodyTheTenantWhoseNameItsBytesAre() throws Exception {
    X500Name odd = name(new DERBMPString("\u7573\u6572"));
    TestCertificate impostor = CA.issue(grant("", policy(16, 1024)).subject(odd));
    assertRefused("a BMPString of the bytes 75736572", impostor.issue(leaf("hello")), impostor);
    assertRefused("a BMPString of the bytes 75736572", user.issue(leaf("").subject(odd)), user);
    TestCertificate same = CA.issue(grant("", policy(1, 100)).subject(name(new DERIA5String("u"))));
    assertEquals(
        "u:x",
        request(same.issue(leaf("").subject(name(new DERPrintableString("x")))), same)
            .name()
            .text());
  }

  @Test
  void anIntermediateThatIsNoPartOfThePathMayHaveAnyName() throws Exception {
    TestCertificate plain =
        CA.issue(CertificateSpec.ca("").subject(name(new DERBMPString("region"))));
    TestCertificate below = plain.issue(grant("user", policy(1, 100)));
    assertEquals("user:hello", request(below.issue(leaf("hello")), below, plain).name().text());
  }

  @Test
  void aLeafNeedsAnExtension() throws Exception {
    assertRefused("no command", user.issue(CertificateSpec.leaf("hello")), user);
  }

  @Test
  void anExtensionThatDoesNotParseIsRefused() throws Exception {
    byte[] good = CertificateExtension.encode(Chains.COMMAND);
    byte[] trailing = java.util.Arrays.copyOf(good, good.length + 1);
    byte[] version = good.clone();
    version[4] = 4;
    assertRefused("cannot read", user.issue(spec(new byte[0])), user);
    assertRefused("cannot read", user.issue(spec(trailing)), user);
    assertRefused("version 4", user.issue(spec(version)), user);
    TestCertificate odd = CA.issue(CertificateSpec.ca("user").albatross(new byte[] {1, 2, 3}));
    assertRefused("cannot read", odd.issue(leaf("hello")), odd);
  }

  private static CertificateSpec spec(byte[] extension) {
    return CertificateSpec.leaf("hello").albatross(extension);
  }

  @Test
  void anIntermediateCarriesAPolicyOnly() throws Exception {
    for (Payload.Command other :
        List.of(Chains.COMMAND, new PolicyCommand.Info(), new PolicyCommand.Remove())) {
      TestCertificate odd =
          CA.issue(CertificateSpec.ca("user").albatross(CertificateExtension.encode(other)));
      assertRefused("no policy", odd.issue(leaf("hello")), odd);
    }
  }

  static Stream<Payload.Command> forbidden() {
    return Stream.of(
        new PolicyCommand.Add(policy(1, 100)),
        new PolicyCommand.Remove(),
        new StatsCommand.Add("", 1, List.of()),
        new StatsCommand.Remove(),
        new StatsCommand.Initial(),
        new ConsoleCommand.Add(1));
  }

  @Test
  void aForbiddenCommandIsNamedInWords() throws Exception {
    assertRefused(
        "\"stats add\"", user.issue(leaf("x", new StatsCommand.Add("", 1, List.of()))), user);
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void someCommandsNoCertificateMayCarry(Payload.Command command) throws Exception {
    assertRefused("may not carry", user.issue(leaf("hello", command)), user);
  }

  static Stream<Payload.Command> allowed() {
    return Stream.of(
        new PolicyCommand.Info(),
        new StatsCommand.Subscribe(),
        new ConsoleCommand.SubscribeLast(1),
        new ConsoleCommand.ListInactive(),
        new UnikernelCommand.Get(0),
        new org.albatross.core.model.message.BlockCommand.Dump(0));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void theOthersAreTaken(Payload.Command command) throws Exception {
    assertEquals(command, request(user.issue(leaf("hello", command)), user).command());
  }

  static Stream<Policy> larger() {
    SortedSet<Long> cpus = new TreeSet<>(List.of(0L));
    SortedSet<String> bridges = new TreeSet<>(List.of("service"));
    OptionalLong block = OptionalLong.of(100);
    return Stream.of(
        new Policy(cpus, 17, 1024, block, bridges),
        new Policy(cpus, 16, 1025, block, bridges),
        new Policy(cpus, 16, 1024, OptionalLong.of(101), bridges),
        new Policy(new TreeSet<>(List.of(2L)), 16, 1024, block, bridges),
        new Policy(cpus, 16, 1024, block, new TreeSet<>(List.of("other"))));
  }

  @ParameterizedTest
  @MethodSource("larger")
  void aPolicyIsNotLargerThanTheOneAbove(Policy larger) throws Exception {
    TestCertificate team = user.issue(grant("team", larger));
    assertRefused("the policy of user:", team.issue(leaf("hello")), team, user);
  }

  private static Payload.Command create(long memory, long cpu, String bridge) {
    Arguments arguments =
        new Arguments(
            new OnFailure.Quit(),
            OptionalLong.empty(),
            true,
            new TreeSet<>(List.of(cpu)),
            memory,
            List.of(),
            List.of(new NetDevice(bridge, Optional.empty(), Optional.empty())),
            Optional.empty(),
            1,
            Optional.empty());
    return create(arguments);
  }

  private static Payload.Command create(Arguments arguments) {
    UnikernelConfig config = new UnikernelConfig(VmType.SOLO5, Image.NONE, arguments);
    return new UnikernelCommand.Create(config, false, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "restart"})
  void whatNoTenderTakesIsRefusedWhetherOrNotThereIsAPolicy(String verb) throws Exception {
    for (long sectors : new long[] {4096, 65536}) {
      Arguments arguments =
          new Arguments(
              new OnFailure.Quit(),
              OptionalLong.empty(),
              true,
              new TreeSet<>(List.of(0L)),
              32,
              List.of(new BlockDevice("disk", Optional.empty(), OptionalLong.of(sectors))),
              List.of(),
              Optional.empty(),
              1,
              Optional.empty());
      Payload.Command command =
          verb.equals("create")
              ? create(arguments)
              : new UnikernelCommand.Restart(Optional.of(arguments));
      if (sectors == 4096) {
        assertEquals(command, request(CA.issue(leaf("a", command))).command());
      } else {
        String why = "cannot " + verb + " a: the sectors of the block device \"disk\"";
        assertRefused(why, CA.issue(leaf("a", command)));
        assertRefused(why.replace(" a:", " user:a:"), user.issue(leaf("a", command)), user);
      }
    }
  }

  @Test
  void aCreateFitsThePoliciesOfItsChainEvenIfNothingElseRuns() throws Exception {
    assertEquals(
        "user:a", request(user.issue(leaf("a", create(1024, 1, "service"))), user).name().text());
    assertRefused("MB of memory", user.issue(leaf("a", create(1025, 1, "service"))), user);
    assertRefused("CPU ids", user.issue(leaf("a", create(32, 2, "service"))), user);
    assertRefused("bridge", user.issue(leaf("a", create(32, 1, "other"))), user);
    TestCertificate none = CA.issue(grant("none", policy(0, 1024)));
    assertRefused("0 unikernels", none.issue(leaf("a", create(32, 1, "service"))), none);
  }
}
