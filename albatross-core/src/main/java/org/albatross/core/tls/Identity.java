package org.albatross.core.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.albatross.core.model.AlbatrossException;

/**
 * Who one is in TLS: a private key and the certificates that say whose it is.
 *
 * @param chain the leaf first
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
  private static final byte[] PROBE = "albatross".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  public Identity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads an identity from PEM files.
   *
   * @throws AlbatrossException if a file cannot be read, or the key is not that of the certificate
   */
  public static Identity read(Path certificates, Path key) throws AlbatrossException {
    Identity identity = new Identity(PemFiles.privateKey(key), PemFiles.certificates(certificates));
    if (!identity.keyFits()) {
      throw new AlbatrossException(
          "the private key in %s is not that of the certificate in %s"
              .formatted(key, certificates));
    }
    return identity;
  }

  /** Without the key, of which not all kinds keep to themselves what they are. */
  @Override
  public String toString() {
    return "Identity[" + CertificateNames.describe(chain.get(0).getSubjectX500Principal()) + "]";
  }

  /** Whether the key is that of the leaf. */
  public boolean keyFits() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(chain.get(0).getPublicKey());
      verifier.update(PROBE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // keys of different kinds
    }
  }

  /**
   * All that TLS connections under this identity share.
   *
   * @param trust decides about the peers' certificates
   */
  public Tls tls(X509ExtendedTrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          new KeyManager[] {new SingleKeyManager(key, chain)},
          new TrustManager[] {trust},
          new SecureRandom());
      return new Tls(context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS 1.3", e);
    }
  }
}
