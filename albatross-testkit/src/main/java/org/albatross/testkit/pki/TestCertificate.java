package org.albatross.testkit.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate and its key, and what is signed with that. */
public record TestCertificate(KeyPair keys, X509Certificate certificate, KeyType type) {
  /** A self-signed CA. */
  public static TestCertificate authority(String name) {
    return CertificateSpec.ca(name).selfSigned();
  }

  /** A certificate that this one signs. */
  public TestCertificate issue(CertificateSpec spec) {
    return spec.signedBy(this);
  }

  /** The certificate in PEM. */
  public String pem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The private key in PEM: PKCS#8. */
  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** Writes a file with a chain of certificates. */
  public static Path write(Path file, TestCertificate... chain) throws IOException {
    StringBuilder text = new StringBuilder();
    for (TestCertificate each : chain) {
      text.append(each.pem());
    }
    return Files.writeString(file, text);
  }

  /** Writes the private key. */
  public Path writeKey(Path file) throws IOException {
    return Files.writeString(file, keyPem());
  }

  static String pem(String label, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
