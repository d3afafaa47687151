package org.albatross.core.tls;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 key agreement (RFC 7748, 6.1) for keys of the JDK. Public for the JDK. */
public final class X25519KeyAgreement extends KeyAgreementSpi {
  private Optional<byte[]> scalar = Optional.empty();
  private Optional<byte[]> secret = Optional.empty();

  @Override
  protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
    if (!(key instanceof XECPrivateKey own) || !isX25519(own.getParams())) {
      throw new InvalidKeyException("not an X25519 key"); // the JDK's own is next
    }
    secret = Optional.empty();
    scalar = own.getScalar();
    if (scalar.isEmpty()) {
      throw new InvalidKeyException("an X25519 key that does not show its bytes");
    }
  }

  @Override
  protected void engineInit(Key key, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("X25519 has no parameters");
    }
    engineInit(key, random);
  }

  @Override
  protected Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
    byte[] own = scalar.orElseThrow(() -> new IllegalStateException("not initialized"));
    if (!(key instanceof XECPublicKey peer) || !isX25519(peer.getParams())) {
      throw new InvalidKeyException("not an X25519 key");
    }
    byte[] agreed = new byte[X25519.POINT_SIZE];
    byte[] point = LittleEndian.bytes(peer.getU(), X25519.POINT_SIZE);
    if (!X25519.calculateAgreement(own, 0, point, 0, agreed, 0)) {
      throw new InvalidKeyException("the peer's key is a point of small order");
    }
    secret = Optional.of(agreed);
    return null; // what the JDK has for two parties
  }

  private static boolean isX25519(AlgorithmParameterSpec parameters) {
    return parameters instanceof NamedParameterSpec named
        && named.getName().equals(NamedParameterSpec.X25519.getName());
  }

  @Override
  protected byte[] engineGenerateSecret() {
    byte[] agreed = secret.orElseThrow(() -> new IllegalStateException("nothing agreed on"));
    secret = Optional.empty();
    return agreed;
  }

  @Override
  protected int engineGenerateSecret(byte[] out, int offset) throws ShortBufferException {
    if (out.length - offset < X25519.POINT_SIZE) {
      throw new ShortBufferException("32 bytes are needed");
    }
    byte[] agreed = engineGenerateSecret();
    System.arraycopy(agreed, 0, out, offset, agreed.length);
    return agreed.length;
  }

  @Override
  protected SecretKey engineGenerateSecret(String algorithm) {
    return new SecretKeySpec(engineGenerateSecret(), algorithm);
  }
}
