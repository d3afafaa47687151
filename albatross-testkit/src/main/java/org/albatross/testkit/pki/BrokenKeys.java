package org.albatross.testkit.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * What is all right but for its Ed25519 key, which has no bytes. The JDK knows no such key, and
 * says so by an ArrayIndexOutOfBoundsException.
 */
public final class BrokenKeys {
  private static final X500Name NAME = new X500Name("CN=hello");

  private BrokenKeys() {}

  /** A certificate that this one signed, in DER. */
  public static byte[] certificate(TestCertificate issuer) {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()),
            BigInteger.ONE,
            Date.from(now.minusSeconds(10)),
            Date.from(now.plus(Duration.ofDays(1))),
            NAME,
            key(issuer));
    try {
      return builder.build(signer(issuer)).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same in PEM. */
  public static String certificatePem(TestCertificate issuer) {
    return TestCertificate.pem("CERTIFICATE", certificate(issuer));
  }

  /** A signing request in PEM, signed with this key. */
  public static String requestPem(TestCertificate signer) {
    try {
      return TestCertificate.pem(
          "CERTIFICATE REQUEST",
          new PKCS10CertificationRequestBuilder(NAME, key(signer))
              .build(signer(signer))
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SubjectPublicKeyInfo key(TestCertificate like) {
    AlgorithmIdentifier algorithm =
        SubjectPublicKeyInfo.getInstance(like.keys().getPublic().getEncoded()).getAlgorithm();
    return new SubjectPublicKeyInfo(algorithm, new byte[0]);
  }

  private static ContentSigner signer(TestCertificate signer) {
    try {
      return new JcaContentSignerBuilder(signer.type().signature())
          .build(signer.keys().getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
