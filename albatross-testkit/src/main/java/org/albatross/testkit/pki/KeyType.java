package org.albatross.testkit.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Kinds of keys that certificates may have. */
public enum KeyType {
  ED25519("Ed25519"),
  P256("SHA256withECDSA"),
  P384("SHA384withECDSA"),
  RSA2048("SHA256withRSA");

  private final String signature;

  KeyType(String signature) {
    this.signature = signature;
  }

  String signature() {
    return signature;
  }

  /** A new key of this kind. */
  public KeyPair generate() {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (this) {
                case ED25519 -> "Ed25519";
                case P256, P384 -> "EC";
                case RSA2048 -> "RSA";
              });
      switch (this) {
        case P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
        case RSA2048 -> generator.initialize(2048);
        case ED25519 -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
