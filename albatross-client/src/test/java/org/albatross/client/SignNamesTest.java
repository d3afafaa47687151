package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

/** Who somebody is in the eyes of who signs. */
class SignNamesTest extends CertificateFixture {
  private static final Payload.Command INFO = new UnikernelCommand.Info(InfoShape.CURRENT);

  private static Payload.Command policy() {
    return new PolicyCommand.Add(
        new Policy(
            new TreeSet<>(List.of(0L)), 4, 64, OptionalLong.empty(), new TreeSet<>(List.of())));
  }

  private static X500Name name(ASN1Encodable commonName) {
    return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
  }

  /** A request that another program than ours wrote. */
  private void request(String file, X500Name subject, Payload.Command command)
      throws IOException, OperatorCreationException {
    KeyPair keys = KeyType.ED25519.generate();
    Extension extension =
        new Extension(
            new ASN1ObjectIdentifier(CertificateExtension.OID),
            false,
            CertificateExtension.encode(command));
    byte[] encoded =
        new PKCS10CertificationRequestBuilder(
                subject, SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
            .addAttribute(
                PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new Extensions(extension))
            .build(new JcaContentSignerBuilder("Ed25519").build(keys.getPrivate()))
            .getEncoded();
    Files.writeString(
        directory.resolve(file),
        "-----BEGIN CERTIFICATE REQUEST-----\n"
            + Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END CERTIFICATE REQUEST-----\n");
  }

  static Stream<ArgumentSet> others() {
    AttributeTypeAndValue user = new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("user"));
    AttributeTypeAndValue unit = new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("unit"));
    return Stream.of(
        argumentSet("two letters", "BMPString", name(new DERBMPString("\u7573\u6572"))),
        argumentSet("four letters", "BMPString", name(new DERBMPString("user"))),
        argumentSet("teletex", "TeletexString", name(new DERT61String("user"))),
        argumentSet("visible", "VisibleString", name(new DERVisibleString("user"))),
        argumentSet(
            "universal",
            "UniversalString",
            name(new DERUniversalString(new byte[] {0, 0, 0, 'u'}))),
        argumentSet("beyond its type", "IA5String", name(new DERIA5String("us\u00e9r"))),
        argumentSet("no name", "no common name", new X500Name("O=user")),
        argumentSet("two names", "2 common names", new X500Name("CN=user,CN=user")),
        argumentSet(
            "together",
            "does not stand alone",
            new X500NameBuilder()
                .addMultiValuedRDN(new AttributeTypeAndValue[] {user, unit})
                .build()));
  }

  @ParameterizedTest
  @MethodSource("others")
  void aRequestInANameThatEndpointsDoNotTakeIsNotSigned(String why, X500Name subject)
      throws Exception {
    generate();
    for (Payload.Command command : List.of(policy(), INFO)) {
      request("odd.req", subject, command);
      List<String> before = files();
      Run run = sign("cacert", "odd");
      assertEquals(123, run.exitCode(), run.err());
      assertTrue(run.err().contains("odd.req") && run.err().contains(why), run.err());
      assertEquals(before, files());
    }
  }

  @Test
  void theThreeTypesThatEndpointsTakeAreSigned() throws Exception {
    generate();
    for (ASN1Encodable name :
        List.of(
            new DERUTF8String("user"), new DERPrintableString("user"), new DERIA5String("user"))) {
      request("user.req", name(name), policy());
      Run run = sign("cacert", "user");
      assertEquals(0, run.exitCode(), run.err());
    }
  }

  @Test
  void aSignerWithAPolicyInSuchANameDoesNotSign() throws Exception {
    ok("info", "--csr");
    TestCertificate ca = TestCertificate.authority("ca");
    for (ASN1Encodable name : List.of(new DERUTF8String("user"), new DERBMPString("user"))) {
      TestCertificate user =
          ca.issue(
              CertificateSpec.ca("")
                  .subject(name(name))
                  .albatross(CertificateExtension.encode(policy())));
      TestCertificate.write(directory.resolve("user.pem"), user);
      user.writeKey(directory.resolve("user.key"));
      Files.deleteIfExists(directory.resolve("info.pem"));
      Run run = sign("user", "info");
      boolean understood = name instanceof DERUTF8String;
      assertEquals(understood ? 0 : 123, run.exitCode(), run.err());
      assertEquals(!understood, run.err().contains("BMPString"), run.err());
    }
  }

  /** Both are the path user, and go to user.pem, but nobody asked for the other. */
  @Test
  void aCertificateIsReplacedByOneOfTheSameNameLetterByLetter() throws Exception {
    generate();
    request("user.req", name(new DERUTF8String("user")), policy());
    assertEquals(0, sign("cacert", "user").exitCode());
    request("upper.req", name(new DERUTF8String("USER")), policy());
    Run run = sign("cacert", "upper");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("holds another certificate"), run.err());
    assertEquals(0, sign("cacert", "user").exitCode());
  }

  @Test
  void aTenantWithTheNameOfItsAuthorityStaysInTheChain() throws Exception {
    ok("info", "--csr");
    TestCertificate ca = TestCertificate.authority("ca");
    TestCertificate tenant =
        ca.issue(CertificateSpec.ca("ca").albatross(CertificateExtension.encode(policy())));
    TestCertificate.write(directory.resolve("tenant.pem"), tenant, ca);
    tenant.writeKey(directory.resolve("tenant.key"));
    Run run = sign("tenant", "info");
    assertEquals(0, run.exitCode(), run.err());
    List<X509Certificate> chain = certificates("info.pem");
    assertEquals(List.of(tenant.certificate()), chain.subList(1, chain.size()));
  }

  @Test
  void whatNoTenderTakesIsNotSigned() throws Exception {
    generate();
    X500Name subject = name(new DERUTF8String("x"));
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
      request("x.req", subject, new UnikernelCommand.Restart(Optional.of(arguments)));
      Run run = sign("cacert", "x");
      assertEquals(sectors == 4096 ? 0 : 123, run.exitCode(), run.err());
      assertEquals(
          sectors == 65536,
          run.err().contains("cannot have 65536 bytes: a power of two from 512 to 32768"),
          run.err());
    }
  }
}
