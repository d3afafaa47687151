package org.albatross.core.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.albatross.core.model.Text;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.DistinguishedName;

/**
 * The names in certificates, compared and shown as they are encoded. What the JDK makes of them is
 * not used: it folds case and spaces, and shows the bytes of every type of string as UTF-8.
 */
public final class CertificateNames {
  private CertificateNames() {}

  /** Whether two names are the same, letter by letter ({@link DistinguishedName#matches}). */
  public static boolean match(X500Principal one, X500Principal other) {
    try {
      return decode(one).matches(decode(other));
    } catch (DecodeException e) {
      return false; // whatever it is, it is nobody's
    }
  }

  /** Whether a certificate stands for itself, and not only in the name of another one. */
  public static boolean isSelfSigned(X509Certificate certificate) {
    if (!match(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whose certificate it is, in quotes, for messages. */
  public static String quote(X509Certificate certificate) {
    return Text.quote(describe(certificate.getSubjectX500Principal()));
  }

  /** A name for messages. */
  public static String describe(X500Principal name) {
    try {
      return decode(name).toString();
    } catch (DecodeException e) {
      return "a name that cannot be read";
    }
  }

  private static DistinguishedName decode(X500Principal name) throws DecodeException {
    return DistinguishedName.decode(name.getEncoded());
  }
}
