package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.albatross.core.model.Label;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.ClientChain;
import org.albatross.core.tls.Decoding;
import org.albatross.core.tls.Grant;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chains of certificates as an endpoint takes them (docs/tls.md, Who gets in). A tenant signs what
 * it likes, so what is mutated is signed again: else nothing would ever be read behind a signature.
 */
class ChainFuzzTest {
  private static final byte LEAF = 0;
  private static final byte INTERMEDIATE = 1;
  private static final byte AS_SENT = 2;

  /** Tag and length of a certificate of 256 bytes and more. */
  private static final int HEADER = 4;

  private static final CertificateSpec DESTROY =
      Pki.spec(Pki.leaf("hello", new UnikernelCommand.Destroy()), 4);
  private static final byte[] HELLO = Pki.content(Pki.USER.issue(DESTROY).certificate());

  /** Types of strings (X.680, 8.6) of which a name could be: UTF8String is that of the others. */
  private static final List<Integer> STRINGS = List.of(0x12, 0x13, 0x14, 0x16, 0x1A, 0x1C, 0x1E);

  static Stream<byte[]> seeds() {
    return Stream.concat(
        chains(),
        STRINGS.stream().flatMap(type -> Stream.of(seedOf(type, "hello"), seedOf(type, "used"))));
  }

  /** A leaf of this name, whose bytes are said to be a string of this type. */
  private static byte[] seedOf(int type, String name) {
    byte[] seed =
        seed(
            LEAF,
            Pki.USER.issue(
                Pki.spec(Pki.leaf(name, new UnikernelCommand.Info(InfoShape.CURRENT)), 4)));
    String text = new String(seed, StandardCharsets.ISO_8859_1);
    int at = text.lastIndexOf("\f" + (char) name.length() + name);
    seed[at] = (byte) type;
    return seed;
  }

  private static Stream<byte[]> chains() {
    TestCertificate team = Pki.USER.issue(Pki.spec(Pki.grant("team", 4), 3));
    TestCertificate hello = team.issue(DESTROY);
    return Stream.concat(
        Seeds.extensions()
            .filter(extension -> extension.length < 100)
            .map(extension -> Pki.spec(CertificateSpec.leaf("hello").albatross(extension), 4))
            .map(spec -> seed(LEAF, Pki.USER.issue(spec))),
        Stream.of(
            seed(LEAF, Pki.USER.issue(Pki.spec(Pki.leaf(".", new UnikernelCommand.Destroy()), 4))),
            seed(LEAF, Pki.USER.issue(Pki.spec(CertificateSpec.server("hello"), 4))),
            seed(INTERMEDIATE, Pki.USER),
            seed(INTERMEDIATE, Pki.CA.issue(Pki.spec(CertificateSpec.ca("region"), 2))),
            asSent(hello, team, Pki.USER),
            asSent(hello, team, Pki.USER, Pki.CA)));
  }

  private static byte[] seed(byte kind, TestCertificate certificate) {
    return Pki.concatenated(new byte[] {kind}, Pki.content(certificate.certificate()));
  }

  private static byte[] asSent(TestCertificate... chain) {
    byte[] seed = {AS_SENT};
    for (TestCertificate each : chain) {
      try {
        seed = Pki.concatenated(seed, each.certificate().getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return seed;
  }

  /** The first byte says what the others are. */
  @MethodSource("seeds")
  @FuzzTest
  void chain(byte[] input) throws Exception {
    if (input.length == 0 || input.length > 1 << 15) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    List<X509Certificate> chain;
    try {
      chain =
          switch (input[0]) {
            case LEAF ->
                List.of(certificate(Pki.signed(content, Pki.USER)), Pki.USER.certificate());
            case INTERMEDIATE -> below(certificate(Pki.signed(content, Pki.CA)));
            default -> certificates(content);
          };
    } catch (CertificateException e) {
      return; // the JDK takes it for no certificate, and ends the handshake
    }
    check(chain);
  }

  private static void check(List<X509Certificate> chain) {
    CertificateRequest request;
    try {
      request = CertificateRequest.of(ClientChain.verify(chain, Pki.CA.certificate(), Pki.NOW));
    } catch (ChainException e) {
      Limits.checkRefusal(e);
      return;
    }
    assertTrue(CertificateRequest.isAllowed(request.command()));
    assertTrue(request.grants().size() < ClientChain.MAX_LENGTH);
    for (Grant grant : request.grants()) {
      assertTrue(request.name().isBelow(grant.path()), () -> request + " is not below " + grant);
    }
    int depth = request.grants().size();
    assertEquals(depth, request.name().path().labels().size());
    if (request.name().label().isPresent()) {
      checkNamed(chain.get(0), request.name().label().get());
    }
    for (X509Certificate each : chain.subList(1, chain.size())) {
      if (each.getExtensionValue(CertificateExtension.OID) != null) {
        checkNamed(each, request.name().path().labels().get(--depth));
      }
    }
  }

  /** By another reader of certificates: a label is the text of the one common name, as it is. */
  private static void checkNamed(X509Certificate certificate, Label label) {
    X500Name subject;
    try {
      subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    } catch (IllegalArgumentException e) {
      return; // it has other attributes that the other reader does not know
    }
    List<ASN1Encodable> names = new ArrayList<>();
    for (RDN rdn : subject.getRDNs()) {
      for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
        if (each.getType().equals(BCStyle.CN)) {
          names.add(each.getValue());
          assertFalse(rdn.isMultiValued(), "a common name that does not stand alone");
        }
      }
    }
    assertEquals(1, names.size(), "common names");
    ASN1Encodable name = names.get(0);
    assertTrue(
        name instanceof ASN1UTF8String
            || name instanceof ASN1PrintableString
            || name instanceof ASN1IA5String,
        () -> "a common name in a " + name.getClass().getSimpleName());
    assertEquals(label.text(), ((ASN1String) name).getString().toLowerCase(Locale.ROOT));
  }

  /** With a leaf that it issued, whatever it is called. */
  private static List<X509Certificate> below(X509Certificate intermediate)
      throws CertificateException {
    byte[] issuer = intermediate.getSubjectX500Principal().getEncoded();
    return List.of(certificate(Pki.signed(Pki.issuedBy(issuer, HELLO), Pki.USER)), intermediate);
  }

  private static X509Certificate certificate(byte[] encoded) throws CertificateException {
    return Decoding.certificate(encoded);
  }

  /** One after the other: each has two bytes of length, as the certificates here do. */
  private static List<X509Certificate> certificates(byte[] encoded) throws CertificateException {
    List<X509Certificate> chain = new ArrayList<>();
    for (int at = 0; at + HEADER < encoded.length; ) {
      int length = (encoded[at + 2] & 0xFF) << 8 | encoded[at + 3] & 0xFF;
      int end = Math.min(at + HEADER + length, encoded.length);
      chain.add(certificate(Arrays.copyOfRange(encoded, at, end)));
      at = end;
    }
    return chain;
  }
}
