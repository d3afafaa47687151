package org.albatross.client.certificate;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;

/**
 * How a key signs certificates and requests, and what signatures of others are understood.
 *
 * @param algorithm its name in the JDK
 */
record SignatureScheme(String algorithm, AlgorithmIdentifier identifier) {
  private static final SignatureScheme ED25519 = plain("Ed25519", EdECObjectIdentifiers.id_Ed25519);
  private static final SignatureScheme RSA =
      rsa("SHA256withRSA", PKCSObjectIdentifiers.sha256WithRSAEncryption);
  private static final SignatureScheme ECDSA_256 =
      plain("SHA256withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA256);
  private static final SignatureScheme ECDSA_384 =
      plain("SHA384withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA384);
  private static final SignatureScheme ECDSA_512 =
      plain("SHA512withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA512);
  private static final List<SignatureScheme> UNDERSTOOD =
      List.of(
          ED25519,
          RSA,
          rsa("SHA384withRSA", PKCSObjectIdentifiers.sha384WithRSAEncryption),
          rsa("SHA512withRSA", PKCSObjectIdentifiers.sha512WithRSAEncryption),
          ECDSA_256,
          ECDSA_384,
          ECDSA_512);

  private static SignatureScheme plain(String algorithm, ASN1ObjectIdentifier id) {
    return new SignatureScheme(algorithm, new AlgorithmIdentifier(id));
  }

  private static SignatureScheme rsa(String algorithm, ASN1ObjectIdentifier id) {
    return new SignatureScheme(algorithm, new AlgorithmIdentifier(id, DERNull.INSTANCE));
  }

  /** The scheme in which a key signs; a larger curve has a longer hash. */
  static SignatureScheme of(Key key) {
    if (key instanceof ECKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return bits <= 256 ? ECDSA_256 : bits <= 384 ? ECDSA_384 : ECDSA_512;
    }
    return key.getAlgorithm().equals("RSA") ? RSA : ED25519;
  }

  static Optional<SignatureScheme> of(AlgorithmIdentifier identifier) {
    return UNDERSTOOD.stream()
        .filter(each -> each.identifier.getAlgorithm().equals(identifier.getAlgorithm()))
        .findFirst();
  }

  byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  boolean verify(PublicKey key, byte[] content, byte[] signed) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(key);
    signature.update(content);
    return signature.verify(signed);
  }

  /** Signs what Bouncy Castle builds. */
  static ContentSigner signer(PrivateKey key) {
    SignatureScheme scheme = of(key);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    return new ContentSigner() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return scheme.identifier;
      }

      @Override
      public OutputStream getOutputStream() {
        return content;
      }

      @Override
      public byte[] getSignature() {
        try {
          return scheme.sign(key, content.toByteArray());
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException("cannot sign with " + scheme.algorithm, e);
        }
      }
    };
  }
}
