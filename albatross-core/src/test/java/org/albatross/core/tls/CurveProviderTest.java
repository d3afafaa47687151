package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import org.albatross.testkit.Property;
import org.albatross.testkit.pki.KeyType;
import org.junit.jupiter.api.Test;

/** Bouncy Castle's arithmetic says what the JDK's says (RFC 8032, RFC 7748). */
final class CurveProviderTest {
  private final Provider ours = new CurveProvider();

  private static byte[] sign(Signature signature, KeyPair keys, byte[] message)
      throws GeneralSecurityException {
    signature.initSign(keys.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  private static boolean verify(Signature signature, KeyPair keys, byte[] message, byte[] signed)
      throws GeneralSecurityException {
    signature.initVerify(keys.getPublic());
    signature.update(message);
    return signature.verify(signed);
  }

  @Test
  void signaturesAreThoseOfTheJdk() {
    Property.holds(
        100,
        random -> {
          KeyPair keys = KeyType.ED25519.generate();
          byte[] message = random.bytes(300);
          Signature jdk = Signature.getInstance("Ed25519", "SunEC");
          byte[] expected = sign(jdk, keys, message);
          assertArrayEquals(expected, sign(Signature.getInstance("Ed25519", ours), keys, message));
          assertTrue(verify(Signature.getInstance("Ed25519", ours), keys, message, expected));
        });
  }

  @Test
  void whatWasChangedIsNotAccepted() {
    KeyPair keys = KeyType.ED25519.generate();
    byte[] message = new byte[40];
    Property.holds(
        100,
        random -> {
          Signature signature = Signature.getInstance("Ed25519", ours);
          byte[] signed = sign(signature, keys, message);
          signed[random.between(0, signed.length - 1)] ^= (byte) (1 << random.between(0, 7));
          assertEquals(false, verify(signature, keys, message, signed));
        });
  }

  @Test
  void aSignatureOfAnotherLengthIsNotAccepted() throws Exception {
    KeyPair keys = KeyType.ED25519.generate();
    Signature signature = Signature.getInstance("Ed25519", ours);
    assertEquals(false, verify(signature, keys, new byte[3], new byte[63]));
    assertEquals(false, verify(signature, keys, new byte[3], new byte[65]));
  }

  @Test
  void keysOfOtherKindsAreLeftToTheJdk() throws Exception {
    KeyPair ed448 = KeyPairGenerator.getInstance("Ed448").generateKeyPair();
    Signature signature = Signature.getInstance("Ed25519", ours);
    assertThrows(InvalidKeyException.class, () -> signature.initSign(ed448.getPrivate()));
    assertThrows(
        InvalidKeyException.class, () -> signature.initVerify(KeyType.P256.generate().getPublic()));
  }

  private static KeyPair pair(KeyPairGenerator generator) throws GeneralSecurityException {
    generator.initialize(NamedParameterSpec.X25519);
    return generator.generateKeyPair();
  }

  private static byte[] agree(KeyAgreement agreement, KeyPair own, KeyPair peer)
      throws GeneralSecurityException {
    agreement.init(own.getPrivate());
    agreement.doPhase(peer.getPublic(), true);
    return agreement.generateSecret();
  }

  @Test
  void bothSidesAgreeOnWhatTheJdkAgreesOn() {
    Property.holds(
        100,
        random -> {
          KeyPair one = pair(KeyPairGenerator.getInstance("XDH", ours));
          KeyPair other = pair(KeyPairGenerator.getInstance("XDH", "SunEC"));
          byte[] expected = agree(KeyAgreement.getInstance("XDH", "SunEC"), one, other);
          assertArrayEquals(expected, agree(KeyAgreement.getInstance("XDH", ours), one, other));
          assertArrayEquals(expected, agree(KeyAgreement.getInstance("XDH", ours), other, one));
        });
  }

  @Test
  void aPointOfSmallOrderIsRefused() throws Exception {
    KeyPair own = pair(KeyPairGenerator.getInstance("XDH", ours));
    KeyAgreement agreement = KeyAgreement.getInstance("XDH", ours);
    agreement.init(own.getPrivate());
    PublicKey zero =
        KeyFactory.getInstance("XDH")
            .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.ZERO));
    assertThrows(InvalidKeyException.class, () -> agreement.doPhase(zero, true));
  }

  @Test
  void x448IsLeftToTheJdk() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH", ours);
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> generator.initialize(NamedParameterSpec.X448));
    KeyPair x448 = KeyPairGenerator.getInstance("X448").generateKeyPair();
    KeyAgreement agreement = KeyAgreement.getInstance("XDH", ours);
    assertThrows(InvalidKeyException.class, () -> agreement.init(x448.getPrivate()));
  }
}
