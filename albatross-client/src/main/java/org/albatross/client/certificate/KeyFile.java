package org.albatross.client.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.tls.PemFiles;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * A file with a private key: made once, readable by its owner only, and used again
 * (docs/protocol/client.md, Certificates).
 *
 * @param isNew whether there was no file before
 */
record KeyFile(Path path, KeyPair keys, boolean isNew) {
  /** Reads the key of a file, or makes one where there is no file. */
  static KeyFile open(Path path, KeyType type, StagedFiles files) throws AlbatrossException {
    if (Files.exists(path)) {
      return new KeyFile(path, pair(path, PemFiles.privateKey(path)), false);
    }
    KeyPair keys = type.generate();
    files.writeKey(path, PemText.key(keys.getPrivate()));
    return new KeyFile(path, keys, true);
  }

  /** PKCS#8 files have the private half only. */
  private static KeyPair pair(Path path, PrivateKey key) throws ClientException {
    try {
      return new KeyPair(publicHalf(key), key);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw ClientException.other(path + " holds a key that cannot be used: " + e.getMessage());
    }
  }

  private static PublicKey publicHalf(PrivateKey key) throws GeneralSecurityException, IOException {
    if (key instanceof RSAPrivateCrtKey rsa) {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }
    AlgorithmIdentifier algorithm =
        PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm();
    if (key instanceof EdECPrivateKey ed) {
      byte[] seed = ed.getBytes().orElseThrow(IllegalArgumentException::new);
      byte[] point = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
      return decode("Ed25519", new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), point);
    }
    if (key instanceof ECPrivateKey ec) {
      X9ECParameters curve =
          ECNamedCurveTable.getByOID(
              org.bouncycastle.asn1.ASN1ObjectIdentifier.getInstance(algorithm.getParameters()));
      byte[] point =
          new FixedPointCombMultiplier()
              .multiply(curve.getG(), ec.getS())
              .normalize()
              .getEncoded(false);
      return decode("EC", algorithm, point);
    }
    throw new IllegalArgumentException("a key for " + key.getAlgorithm());
  }

  private static PublicKey decode(String name, AlgorithmIdentifier algorithm, byte[] point)
      throws GeneralSecurityException, IOException {
    byte[] encoded = new SubjectPublicKeyInfo(algorithm, point).getEncoded();
    return KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(encoded));
  }
}
