package org.albatross.core.wire.der;

import java.util.Optional;
import org.albatross.core.model.Bytes;

/**
 * An attribute of a distinguished name: what it is, and a value that says of which type it is.
 *
 * @param type the content of an object identifier
 * @param tag of the value's type
 */
public record NameAttribute(Bytes type, int tag, Bytes value) {
  /** A common name (2.5.4.3). */
  private static final Bytes COMMON_NAME = Bytes.wrap(new byte[] {0x55, 4, 3});

  private static final String PRINTABLE = " '()+,-./:=?";

  public boolean isCommonName() {
    return type.equals(COMMON_NAME);
  }

  /**
   * The value, if it is a UTF8String, PrintableString or IA5String, and has no character that its
   * type does not. The other types of strings have their own ways to write the same letters, or
   * more than one.
   */
  public Optional<String> text() {
    boolean ofItsType =
        switch (tag) {
          case Tag.UTF8_STRING -> isUtf8();
          case Tag.PRINTABLE_STRING -> isPrintable();
          case Tag.IA5_STRING -> isAscii();
          default -> false;
        };
    return ofItsType ? Optional.of(value.toText()) : Optional.empty();
  }

  private boolean isUtf8() {
    // A byte that is no UTF-8 becomes a surrogate without its other half.
    return value.toText().codePoints().noneMatch(NameAttribute::isSurrogate);
  }

  private static boolean isSurrogate(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  private boolean isAscii() {
    for (int i = 0; i < value.length(); i++) {
      if (value.get(i) < 0) {
        return false;
      }
    }
    return true;
  }

  /** X.680, 41.4. */
  private boolean isPrintable() {
    for (int i = 0; i < value.length(); i++) {
      int c = value.get(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && !(c >= '0' && c <= '9') && PRINTABLE.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The type of the value, as it is called in ASN.1. */
  public String typeOfValue() {
    return Tag.describe(tag);
  }

  public boolean matches(NameAttribute other) {
    Optional<String> text = text();
    return equals(other)
        || type.equals(other.type) && text.isPresent() && text.equals(other.text());
  }

  @Override
  public String toString() {
    return keyword()
        + "="
        + text()
            .map(NameAttribute::escape)
            .orElseGet(() -> "(" + typeOfValue() + " " + value.toHex() + ")");
  }

  private static String escape(String text) {
    return text.replaceAll("[\\\\,+\"<>;=()]", "\\\\$0");
  }

  private String keyword() {
    return switch (type.toHex()) {
      case "550403" -> "CN";
      case "550406" -> "C";
      case "550407" -> "L";
      case "550408" -> "ST";
      case "55040a" -> "O";
      case "55040b" -> "OU";
      case "0992268993f22c640119" -> "DC";
      case "0992268993f22c640101" -> "UID";
      default -> dotted();
    };
  }

  /** X.690, 8.19. */
  private String dotted() {
    StringBuilder out = new StringBuilder();
    long part = 0;
    for (int i = 0; i < type.length(); i++) {
      part = part << 7 | type.get(i) & 0x7F;
      if (type.get(i) >= 0) {
        if (out.isEmpty()) {
          long first = Math.min(part / 40, 2);
          out.append(first);
          part -= first * 40;
        }
        out.append('.').append(part);
        part = 0;
      }
    }
    return out.toString();
  }
}
