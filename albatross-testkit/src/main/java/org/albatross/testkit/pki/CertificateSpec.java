package org.albatross.testkit.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What a certificate shall say. Begins as a good one; each method spoils one thing. */
public final class CertificateSpec {
  private static final String ALBATROSS = "1.3.6.1.4.1.49836.42";
  private static final String OTHER = "1.3.6.1.4.1.49836.43";
  private static final AtomicLong SERIALS = new AtomicLong(1);

  private record Extra(ASN1ObjectIdentifier oid, boolean critical, ASN1OctetString value) {}

  private final List<String> commonNames = new ArrayList<>();
  private Optional<X500Name> subject = Optional.empty();
  private Optional<X500Name> issuer = Optional.empty();
  private final List<Extra> extras = new ArrayList<>();
  private KeyType keyType = KeyType.ED25519;
  private Optional<KeyPair> keys = Optional.empty();
  private Instant from = Instant.now().minusSeconds(10);
  private Instant until = Instant.now().plus(Duration.ofDays(1));
  private boolean ca;
  private Optional<Integer> pathLength = Optional.empty();
  private int usage;
  private Optional<KeyPurposeId> purpose = Optional.empty();

  private CertificateSpec(String commonName) {
    commonNames.add(commonName);
  }

  /** A certificate that may sign others. */
  public static CertificateSpec ca(String commonName) {
    CertificateSpec spec = new CertificateSpec(commonName);
    spec.ca = true;
    spec.usage = KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature;
    return spec;
  }

  /** A leaf for a client. */
  public static CertificateSpec leaf(String commonName) {
    CertificateSpec spec = new CertificateSpec(commonName);
    spec.usage = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
    spec.purpose = Optional.of(KeyPurposeId.id_kp_clientAuth);
    return spec;
  }

  /** A leaf for a server. */
  public static CertificateSpec server(String commonName) {
    return leaf(commonName).purpose(KeyPurposeId.id_kp_serverAuth);
  }

  private CertificateSpec purpose(KeyPurposeId id) {
    purpose = Optional.of(id);
    return this;
  }

  /** With these bytes as albatross extension; several times for several of them. */
  public CertificateSpec albatross(byte[] extension) {
    return extension(ALBATROSS, false, extension);
  }

  public CertificateSpec extension(String oid, boolean critical, byte[] value) {
    extras.add(new Extra(new ASN1ObjectIdentifier(oid), critical, new DEROctetString(value)));
    return this;
  }

  public CertificateSpec withoutCommonName() {
    commonNames.clear();
    return this;
  }

  public CertificateSpec alsoNamed(String commonName) {
    commonNames.add(commonName);
    return this;
  }

  /** Of this name, whatever it is made of. */
  public CertificateSpec subject(X500Name name) {
    subject = Optional.of(name);
    return this;
  }

  /** Signed in this name, whoever signs. */
  public CertificateSpec issuer(X500Name name) {
    issuer = Optional.of(name);
    return this;
  }

  public CertificateSpec keyType(KeyType type) {
    keyType = type;
    return this;
  }

  /** For a key that is there already. */
  public CertificateSpec keys(KeyPair pair) {
    keys = Optional.of(pair);
    return this;
  }

  public CertificateSpec valid(Instant begin, Instant end) {
    from = begin;
    until = end;
    return this;
  }

  public CertificateSpec pathLength(int length) {
    pathLength = Optional.of(length);
    return this;
  }

  public CertificateSpec notCa() {
    ca = false;
    return this;
  }

  public CertificateSpec withoutCertSign() {
    usage &= ~KeyUsage.keyCertSign;
    return this;
  }

  public CertificateSpec withoutDigitalSignature() {
    usage &= ~KeyUsage.digitalSignature;
    return this;
  }

  public CertificateSpec withoutKeyUsage() {
    usage = 0;
    return this;
  }

  public CertificateSpec withoutPurpose() {
    purpose = Optional.empty();
    return this;
  }

  /** The certificate of a CA that nobody stands above. */
  public TestCertificate selfSigned() {
    KeyPair pair = keys.orElseGet(keyType::generate);
    return build(pair, pair, subject(), keyType);
  }

  TestCertificate signedBy(TestCertificate issuer) {
    KeyPair pair = keys.orElseGet(keyType::generate);
    X500Name name =
        this.issuer.orElseGet(
            () ->
                X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()));
    return build(pair, issuer.keys(), name, issuer.type());
  }

  /**
   * The certificate in PEM with its last albatross extension twice, for an Ed25519 issuer. No
   * library here writes or reads such a certificate, so the second one is made of another
   * extension.
   */
  public String pemWithExtensionTwice(TestCertificate issuer) {
    ASN1OctetString value = extras.get(extras.size() - 1).value;
    extension(OTHER, false, value.getOctets());
    try {
      byte[] other = issuer.issue(this).certificate().getTBSCertificate();
      byte[] twice = replace(other, new ASN1ObjectIdentifier(OTHER).getEncoded());
      Signature signature = Signature.getInstance(issuer.type().signature());
      signature.initSign(issuer.keys().getPrivate());
      signature.update(twice);
      ASN1EncodableVector certificate = new ASN1EncodableVector();
      certificate.add(ASN1Primitive.fromByteArray(twice));
      certificate.add(
          new AlgorithmIdentifier(new ASN1ObjectIdentifier(issuer.certificate().getSigAlgOID())));
      certificate.add(new DERBitString(signature.sign()));
      return TestCertificate.pem("CERTIFICATE", new DERSequence(certificate).getEncoded());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the identifier that of our extension: they differ in the last byte. */
  private static byte[] replace(byte[] bytes, byte[] identifier) {
    for (int i = 0; i + identifier.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + identifier.length, identifier, 0, identifier.length)) {
        bytes[i + identifier.length - 1]--;
        return bytes;
      }
    }
    throw new IllegalStateException("no such extension");
  }

  private X500Name subject() {
    if (subject.isPresent()) {
      return subject.get();
    }
    X500NameBuilder name = new X500NameBuilder();
    name.addRDN(BCStyle.O, "test");
    for (String each : commonNames) {
      name.addRDN(BCStyle.CN, new DERUTF8String(each));
    }
    return name.build();
  }

  private TestCertificate build(KeyPair pair, KeyPair signer, X500Name issuer, KeyType signing) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(SERIALS.getAndIncrement()),
              Date.from(from),
              Date.from(until),
              subject(),
              SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
      addExtensions(builder);
      byte[] encoded =
          builder
              .build(new JcaContentSignerBuilder(signing.signature()).build(signer.getPrivate()))
              .getEncoded();
      return new TestCertificate(pair, parse(encoded), keyType);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate parse(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private void addExtensions(X509v3CertificateBuilder builder) throws IOException {
    BasicConstraints constraints =
        pathLength.isPresent() ? new BasicConstraints(pathLength.get()) : new BasicConstraints(ca);
    builder.addExtension(Extension.basicConstraints, true, constraints);
    if (usage != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    }
    if (purpose.isPresent()) {
      builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose.get()));
    }
    for (Extra extra : extras) {
      builder.addExtension(extra.oid, extra.critical, extra.value.getOctets());
    }
  }
}
