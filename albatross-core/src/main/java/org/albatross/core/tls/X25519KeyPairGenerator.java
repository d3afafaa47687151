package org.albatross.core.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** Makes X25519 keys of the JDK (RFC 7748, 6.1). Public for the JDK, which makes it. */
public final class X25519KeyPairGenerator extends KeyPairGeneratorSpi {
  private SecureRandom random = new SecureRandom();

  @Override
  public void initialize(AlgorithmParameterSpec parameters, SecureRandom source)
      throws InvalidAlgorithmParameterException {
    if (!(parameters instanceof NamedParameterSpec named)
        || !named.getName().equals(NamedParameterSpec.X25519.getName())) {
      throw new InvalidAlgorithmParameterException("X25519 only"); // the JDK's own is next
    }
    random = source;
  }

  @Override
  public void initialize(int bits, SecureRandom source) {
    if (bits != 255) {
      throw new InvalidParameterException("X25519 only");
    }
    random = source;
  }

  @Override
  public KeyPair generateKeyPair() {
    byte[] scalar = new byte[X25519.SCALAR_SIZE];
    X25519.generatePrivateKey(random, scalar);
    byte[] point = new byte[X25519.POINT_SIZE];
    X25519.scalarMultBase(scalar, 0, point, 0);
    try {
      KeyFactory factory = KeyFactory.getInstance("XDH");
      return new KeyPair(
          factory.generatePublic(
              new XECPublicKeySpec(NamedParameterSpec.X25519, LittleEndian.number(point))),
          factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
