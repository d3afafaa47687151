package org.albatross.core.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.DistinguishedName;
import org.albatross.core.wire.der.NameAttribute;

/**
 * The common name of a subject (RFC 5280, 4.1.2.6), of which names are made. There has to be one,
 * and only one, that stands alone, in a type of string whose letters are what they look like.
 */
public final class CommonName {
  private CommonName() {}

  /**
   * Reads the common name of a certificate's subject.
   *
   * @throws ChainException with the certificate, and what is wrong with its name
   */
  public static String of(X509Certificate certificate) throws ChainException {
    try {
      return of(certificate.getSubjectX500Principal());
    } catch (ChainException e) {
      throw new ChainException(ClientChain.describe(certificate) + " " + e.getMessage(), e);
    }
  }

  /**
   * Reads the common name of a subject.
   *
   * @throws ChainException with what is wrong with it, to be said of whose subject it is: {@code
   *     has no common name}
   */
  public static String of(X500Principal subject) throws ChainException {
    NameAttribute name = only(relativeNames(subject));
    return name.text()
        .orElseThrow(
            () ->
                new ChainException(
                    "has a common name that is no text to be taken: a %s of the bytes %s; it must be a UTF8String, PrintableString or IA5String"
                        .formatted(name.typeOfValue(), name.value())));
  }

  private static List<List<NameAttribute>> relativeNames(X500Principal subject)
      throws ChainException {
    try {
      return DistinguishedName.decode(subject.getEncoded()).relativeNames();
    } catch (DecodeException e) {
      throw new ChainException("has a subject that cannot be read: " + e.getMessage(), e);
    }
  }

  private static NameAttribute only(List<List<NameAttribute>> names) throws ChainException {
    List<NameAttribute> found =
        names.stream().flatMap(List::stream).filter(NameAttribute::isCommonName).toList();
    if (found.size() != 1) {
      throw new ChainException(
          found.isEmpty()
              ? "has no common name"
              : "has %s common names, one is wanted".formatted(found.size()));
    }
    if (!names.contains(found)) {
      throw new ChainException(
          "has a common name that does not stand alone: it is in one relative name with another attribute");
    }
    return found.get(0);
  }
}
