package org.albatross.core.tls;

import java.security.Provider;

/**
 * Ed25519 signatures by Bouncy Castle's arithmetic, ten times as fast as the JDK's. It offers
 * nothing else: all of Bouncy Castle before the JDK's providers would break the JDK's TLS.
 */
public final class Ed25519Provider extends Provider {
  private static final long serialVersionUID = 1L;

  public Ed25519Provider() {
    super("AlbatrossEd25519", "1.0", "Ed25519 signatures (RFC 8032)");
    put("Signature.Ed25519", Ed25519Signature.class.getName());
    put("Alg.Alias.Signature.1.3.101.112", "Ed25519");
    put("Alg.Alias.Signature.OID.1.3.101.112", "Ed25519");
    put(
        "Signature.Ed25519 SupportedKeyClasses",
        "java.security.interfaces.EdECPrivateKey|java.security.interfaces.EdECPublicKey");
  }
}
