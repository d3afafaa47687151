package org.albatross.client.certificate;

import java.io.IOException;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * What a certificate is good for, and the critical extensions that say so (docs/protocol/client.md,
 * Certificates).
 */
enum CertificateKind {
  /** Signs others: the CA, and all that carry a policy. */
  AUTHORITY(
      KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature | KeyUsage.nonRepudiation,
      365),
  /** Carries a command. */
  CLIENT(KeyUsage.digitalSignature | KeyUsage.keyEncipherment, 1),
  /** What albatross-tls-endpoint shows. */
  SERVER(KeyUsage.digitalSignature | KeyUsage.keyEncipherment, 365);

  private final int usage;
  private final int days;

  CertificateKind(int usage, int days) {
    this.usage = usage;
    this.days = days;
  }

  /** For how many days one is signed where nobody says otherwise. */
  int days() {
    return days;
  }

  void describe(X509v3CertificateBuilder certificate) throws IOException {
    certificate.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    // Written out for those that are none, as the original does.
    certificate.addExtension(
        Extension.basicConstraints, true, new BasicConstraints(this == AUTHORITY));
    if (this != AUTHORITY) {
      KeyPurposeId purpose =
          this == CLIENT ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth;
      certificate.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
    }
  }
}
