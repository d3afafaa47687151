package org.albatross.client.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.CertificateExtension;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * A certificate that is to be signed.
 *
 * @param validity from now; it begins five minutes earlier, for clocks that are slow
 * @param command what it carries
 */
record Issue(
    X500Name subject,
    PublicKey key,
    CertificateKind kind,
    Duration validity,
    Optional<Payload.Command> command) {
  /** TLS has three bytes for the length of a certificate. */
  static final int MAX_LENGTH = 1 << 24;

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127;
  private static final ASN1ObjectIdentifier EXTENSION =
      new ASN1ObjectIdentifier(CertificateExtension.OID);

  /**
   * Signs as a CA that stands for itself: without key ids (docs/protocol/client.md, Certificates).
   */
  X509Certificate selfSigned(PrivateKey signingKey) throws ClientException {
    return sign(builder(subject), signingKey);
  }

  X509Certificate signedBy(X509Certificate signer, PrivateKey signingKey) throws ClientException {
    X509v3CertificateBuilder builder = builder(name(signer));
    try {
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(key)));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(signerKeyId(signer)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return sign(builder, signingKey);
  }

  /** The JDK reads names that Bouncy Castle, which writes them, does not. */
  private static X500Name name(X509Certificate signer) throws ClientException {
    try {
      return X500Name.getInstance(signer.getSubjectX500Principal().getEncoded());
    } catch (IllegalArgumentException e) {
      throw unusable("a subject");
    }
  }

  private X509v3CertificateBuilder builder(X500Name issuer) {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(validity)),
            subject,
            SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    try {
      kind.describe(builder);
      if (command.isPresent()) {
        // Not critical: X.509 libraries refuse what they are not told of.
        builder.addExtension(EXTENSION, false, CertificateExtension.encode(command.get()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return builder;
  }

  private X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signingKey)
      throws ClientException {
    try {
      byte[] encoded = builder.build(SignatureScheme.signer(signingKey)).getEncoded();
      if (encoded.length > MAX_LENGTH) {
        throw tooLarge("the certificate", encoded.length);
      }
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (IOException | CertificateException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  static ClientException tooLarge(String what, int length) {
    return ClientException.other(
            what + " would have " + length + " bytes, and has room for " + MAX_LENGTH)
        .hint("create with --destination sends the image beside the certificate, of any size");
  }

  /** RFC 5280, 4.2.1.2, method 1. */
  private static byte[] keyId(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-1")
          .digest(SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** That of RFC 5280, 4.2.1.2: the JDK lets one pass that is none. */
  private static byte[] signerKeyId(X509Certificate signer) throws ClientException {
    byte[] extension = signer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    if (extension == null) {
      return keyId(signer.getPublicKey());
    }
    try {
      return SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(extension).getOctets())
          .getKeyIdentifier();
    } catch (IllegalArgumentException e) {
      throw unusable("a subject key identifier");
    }
  }

  private static ClientException unusable(String part) {
    return ClientException.other("the certificate that signs has " + part + " that cannot be read")
        .hint("whoever made it has to make another one");
  }
}
