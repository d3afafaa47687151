package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import org.albatross.testkit.Property;
import org.albatross.testkit.pki.KeyType;
import org.junit.jupiter.api.Test;

/** Ed25519 by Bouncy Castle says what the JDK's says (RFC 8032). */
final class Ed25519ProviderTest {
  private final Provider ours = new Ed25519Provider();

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
}
