package org.albatross.core.wire.der;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.albatross.core.model.Bytes;

/**
 * A distinguished name (RFC 5280, 4.1.2.4), exactly as it is encoded: nothing is folded, trimmed or
 * taken for text that is none. The names that the JDK renders and compares are not: to it {@code
 * User} is {@code user}, and the bytes of a string of any kind are those of one in UTF-8.
 *
 * @param relativeNames from the uppermost down, each of one attribute or more
 */
public record DistinguishedName(List<List<NameAttribute>> relativeNames) {
  public DistinguishedName {
    relativeNames = relativeNames.stream().map(List::copyOf).toList();
  }

  /** Reads a name in DER. */
  public static DistinguishedName decode(byte[] der) throws DecodeException {
    DerReader in = new DerReader(der);
    DerReader names = in.enter(Tag.SEQUENCE);
    in.expectEnd();
    List<List<NameAttribute>> all = new ArrayList<>();
    while (!names.atEnd()) {
      DerReader name = names.enter(Tag.SET);
      List<NameAttribute> attributes = new ArrayList<>();
      while (!name.atEnd()) {
        attributes.add(attribute(name.enter(Tag.SEQUENCE)));
      }
      all.add(attributes);
    }
    return new DistinguishedName(all);
  }

  private static NameAttribute attribute(DerReader in) throws DecodeException {
    Bytes type = in.enter(Tag.OBJECT_IDENTIFIER).readRest();
    int tag = in.peekTag();
    Bytes value = in.enter(tag).readRest();
    in.expectEnd();
    return new NameAttribute(type, tag, value);
  }

  /**
   * Whether both say the same, letter by letter, in whichever of the types of strings that are
   * understood here: who signs may write the name of its own certificate anew.
   */
  public boolean matches(DistinguishedName other) {
    if (relativeNames.size() != other.relativeNames.size()) {
      return false;
    }
    for (int i = 0; i < relativeNames.size(); i++) {
      if (!match(relativeNames.get(i), other.relativeNames.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean match(List<NameAttribute> one, List<NameAttribute> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!one.get(i).matches(other.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** For messages, the lowest first (RFC 4514); what is no text to us is named by its type. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    for (List<NameAttribute> each : relativeNames) {
      names.add(each.stream().map(NameAttribute::toString).collect(Collectors.joining("+")));
    }
    Collections.reverse(names);
    return String.join(",", names);
  }
}
