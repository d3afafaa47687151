package org.albatross.core.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/**
 * Reads certificates and keys that others encoded. The JDK, which does it, stumbles over some
 * broken ones with an unchecked exception, as over an Ed25519 key without bytes; to whoever calls
 * they are broken as all others are.
 */
public final class Decoding {
  /** What is understood, in the JDK's words. */
  private static final List<String> KEY_ALGORITHMS = List.of("Ed25519", "EC", "RSA");

  private Decoding() {}

  /** A certificate (RFC 5280, 4.1). */
  public static X509Certificate certificate(byte[] encoded) throws CertificateException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (RuntimeException e) {
      throw new CertificateException("no certificate: " + e, e);
    }
  }

  /** A private key (RFC 5208, 5); absent if it is broken, or for no algorithm that is known. */
  public static Optional<PrivateKey> privateKey(byte[] encoded) {
    return first(factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
  }

  /**
   * A public key (RFC 5280, 4.1.2.7); absent if it is broken, or for no algorithm that is known.
   */
  public static Optional<PublicKey> publicKey(byte[] encoded) {
    return first(factory -> factory.generatePublic(new X509EncodedKeySpec(encoded)));
  }

  private interface Reading<T> {
    T read(KeyFactory factory) throws InvalidKeySpecException;
  }

  private static <T> Optional<T> first(Reading<T> reading) {
    for (String algorithm : KEY_ALGORITHMS) {
      Optional<T> key = read(algorithm, reading);
      if (key.isPresent()) {
        return key;
      }
    }
    return Optional.empty();
  }

  private static <T> Optional<T> read(String algorithm, Reading<T> reading) {
    KeyFactory factory;
    try {
      factory = KeyFactory.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try {
      return Optional.of(reading.read(factory));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty(); // a key of another algorithm, or none
    }
  }
}
