package org.albatross.core.tls;

import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** The common name of a subject (RFC 5280, 4.1.2.6): there has to be one, and only one. */
final class CommonName {
  private static final String TYPE = "CN";

  private CommonName() {}

  static String of(X500Principal subject) throws ChainException {
    List<String> names = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
        addAll(names, rdn);
      }
    } catch (InvalidNameException e) {
      throw new ChainException("has a subject that cannot be read", e);
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
    if (names.size() != 1) {
      throw new ChainException(
          names.isEmpty()
              ? "has no common name"
              : "has %d common names, one is wanted".formatted(names.size()));
    }
    return names.get(0);
  }

  private static void addAll(List<String> names, Rdn rdn) throws NamingException, ChainException {
    Attribute attribute = rdn.toAttributes().get(TYPE);
    if (attribute == null) {
      return;
    }
    NamingEnumeration<?> values = attribute.getAll();
    while (values.hasMore()) {
      if (!(values.next() instanceof String text)) {
        throw new ChainException("has a common name that is no text");
      }
      names.add(text);
    }
  }
}
