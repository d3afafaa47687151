package org.albatross.client.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** The kinds of keys that {@code --key-type} names (docs/protocol/client.md, Certificates). */
public enum KeyType {
  RSA2048("RSA", 2048, ""),
  RSA4096("RSA", 4096, ""),
  ED25519("Ed25519", 0, ""),
  P256("EC", 256, "secp256r1"),
  P384("EC", 384, "secp384r1"),
  P521("EC", 521, "secp521r1");

  /** As they are listed for a person. */
  public static final String NAMES = "rsa2048, rsa4096, ed25519, p256, p384 or p521";

  private final String algorithm;
  private final int bits;
  private final String curve;

  KeyType(String algorithm, int bits, String curve) {
    this.algorithm = algorithm;
    this.bits = bits;
    this.curve = curve;
  }

  public static Optional<KeyType> of(String text) {
    for (KeyType type : values()) {
      if (type.text().equals(text.toLowerCase(Locale.ROOT))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (!curve.isEmpty()) {
        generator.initialize(new ECGenParameterSpec(curve));
      } else if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make keys of type " + text(), e);
    }
  }
}
