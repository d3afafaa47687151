package org.albatross.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.tls.CurveProvider;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A CA and a tenant whose keys and times are always the same, so that an input that was found once
 * is worth the same later.
 */
final class Pki {
  static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  static final TestCertificate CA = spec(CertificateSpec.ca("ca"), 1).selfSigned();
  static final TestCertificate USER = CA.issue(spec(grant("user", 16), 2));

  private static final AlgorithmIdentifier ED25519 =
      new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.112"));

  static {
    // As the endpoint and the client have it.
    Security.insertProviderAt(new CurveProvider(), 1);
  }

  /** Which part of a certificate's content it is (RFC 5280, 4.1). */
  private static final int ISSUER = 3;

  private Pki() {}

  static CertificateSpec grant(String name, long unikernels) {
    Policy policy =
        new Policy(
            new TreeSet<>(List.of(0L, 1L)),
            unikernels,
            1024,
            OptionalLong.of(100),
            new TreeSet<>(List.of("service")));
    return CertificateSpec.ca(name)
        .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy)));
  }

  static CertificateSpec leaf(String name, Payload.Command command) {
    return CertificateSpec.leaf(name).albatross(CertificateExtension.encode(command));
  }

  /** With the key of this number, valid in the years about {@link #NOW}. */
  static CertificateSpec spec(CertificateSpec spec, int key) {
    return spec.keys(keys(key))
        .valid(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2049-01-01T00:00:00Z"));
  }

  private static KeyPair keys(int number) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, new Same(number));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Not random at all. */
  private static final class Same extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte value;

    Same(int value) {
      this.value = (byte) value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, value);
    }
  }

  /** What a certificate says, without its signature. */
  static byte[] content(X509Certificate certificate) {
    try {
      return certificate.getTBSCertificate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What somebody signs who may write whatever he likes: a certificate, or a signing request.
   *
   * @param content the first of the three parts of either, DER or not
   * @param signer whose key signs
   */
  static byte[] signed(byte[] content, TestCertificate signer) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(signer.keys().getPrivate());
      signature.update(content);
      byte[] rest =
          concatenated(ED25519.getEncoded(), new DERBitString(signature.sign()).getEncoded());
      return sequence(concatenated(content, rest));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of a certificate of this project's tests, with another issuer. */
  static byte[] issuedBy(byte[] issuer, byte[] content) {
    byte[] parts = new byte[0];
    int index = 0;
    for (ASN1Encodable part : ASN1Sequence.getInstance(content)) {
      parts = concatenated(parts, index++ == ISSUER ? issuer : encoded(part));
    }
    return sequence(parts);
  }

  private static byte[] encoded(ASN1Encodable part) {
    try {
      return part.toASN1Primitive().getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By hand: what is in it need not be DER. The length has two bytes in all that are signed. */
  private static byte[] sequence(byte[] content) {
    int length = content.length;
    byte[] header =
        length < 0x100
            ? new byte[] {0x30, (byte) 0x81, (byte) length}
            : new byte[] {0x30, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return concatenated(header, content);
  }

  static byte[] concatenated(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  static TestCertificate any(KeyType type) {
    return CertificateSpec.ca("any").keyType(type).selfSigned();
  }
}
