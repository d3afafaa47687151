package org.albatross.core.tls;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 signature (RFC 8032) for keys of the JDK. Public for the JDK, which makes it. */
public final class Ed25519Signature extends SignatureSpi {
  private static final AtomicReference<Signer> LAST =
      new AtomicReference<>(new Signer(new byte[Ed25519.SECRET_KEY_SIZE]));

  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private Optional<byte[]> privateKey = Optional.empty();
  private Optional<byte[]> publicKey = Optional.empty();

  @Override
  protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
    if (!(key instanceof EdECPrivateKey edwards) || !isEd25519(edwards.getParams())) {
      throw new InvalidKeyException("not an Ed25519 key");
    }
    message.reset();
    privateKey = edwards.getBytes();
    if (privateKey.isEmpty()) {
      throw new InvalidKeyException("an Ed25519 key that does not show its bytes");
    }
  }

  @Override
  protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
    if (!(key instanceof EdECPublicKey edwards) || !isEd25519(edwards.getParams())) {
      throw new InvalidKeyException("not an Ed25519 key");
    }
    message.reset();
    publicKey = Optional.of(encode(edwards));
  }

  private static boolean isEd25519(NamedParameterSpec parameters) {
    return parameters.getName().equals(NamedParameterSpec.ED25519.getName());
  }

  /** RFC 8032, 5.1.2: y in little-endian, the highest bit is that of x. */
  private static byte[] encode(EdECPublicKey key) {
    byte[] encoded = LittleEndian.bytes(key.getPoint().getY(), Ed25519.PUBLIC_KEY_SIZE);
    if (key.getPoint().isXOdd()) {
      encoded[encoded.length - 1] |= (byte) 0x80;
    }
    return encoded;
  }

  @Override
  protected void engineUpdate(byte b) {
    message.write(b);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) {
    message.write(bytes, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    byte[] key = privateKey.orElseThrow(() -> new SignatureException("not initialized to sign"));
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    byte[] content = takeMessage();
    Ed25519.sign(key, 0, publicKeyOf(key), 0, content, 0, content.length, signature, 0);
    return signature;
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    byte[] key = publicKey.orElseThrow(() -> new SignatureException("not initialized to verify"));
    byte[] content = takeMessage();
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, key, 0, content, 0, content.length);
  }

  /** Half of the work of a signature; a server signs with the same key again and again. */
  private static byte[] publicKeyOf(byte[] privateKey) {
    Signer last = LAST.get();
    if (!MessageDigest.isEqual(last.privateKey, privateKey)) {
      last = new Signer(privateKey);
      LAST.set(last);
    }
    return last.publicKey;
  }

  private static final class Signer {
    private final byte[] privateKey;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

    Signer(byte[] privateKey) {
      this.privateKey = privateKey;
      Ed25519.generatePublicKey(privateKey, 0, publicKey, 0);
    }
  }

  private byte[] takeMessage() {
    byte[] content = message.toByteArray();
    message.reset();
    return content;
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException("Ed25519 has no parameters");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new InvalidParameterException("Ed25519 has no parameters");
  }
}
