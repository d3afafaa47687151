package org.albatross.core.tls;

import java.security.Provider;

/**
 * Ed25519 signatures and X25519 key agreements by Bouncy Castle's arithmetic, several times as fast
 * as the JDK's. It offers nothing else: all of Bouncy Castle before the JDK's providers would break
 * the JDK's TLS.
 */
public final class CurveProvider extends Provider {
  private static final long serialVersionUID = 1L;

  public CurveProvider() {
    super("AlbatrossCurves", "1.0", "Ed25519 (RFC 8032) and X25519 (RFC 7748)");
    put("Signature.Ed25519", Ed25519Signature.class.getName());
    put("Alg.Alias.Signature.1.3.101.112", "Ed25519");
    put("Alg.Alias.Signature.OID.1.3.101.112", "Ed25519");
    put(
        "Signature.Ed25519 SupportedKeyClasses",
        "java.security.interfaces.EdECPrivateKey|java.security.interfaces.EdECPublicKey");
    put("KeyPairGenerator.XDH", X25519KeyPairGenerator.class.getName());
    put("KeyAgreement.XDH", X25519KeyAgreement.class.getName());
    put("KeyAgreement.XDH SupportedKeyClasses", "java.security.interfaces.XECPrivateKey");
  }
}
