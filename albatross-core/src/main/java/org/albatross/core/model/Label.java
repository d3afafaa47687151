package org.albatross.core.model;

import java.util.Locale;

/**
 * One component of a name: 1 to 63 characters out of {@code a-z 0-9 - .}, the first not {@code -}
 * (docs/protocol/wire.md, Names). Upper case is folded, so equal labels are equal texts.
 *
 * @param text the label, in lower case
 */
public record Label(String text) implements Comparable<Label> {
  public static final int MAX_LENGTH = 63;

  /**
   * Makes a label of a text known to be one.
   *
   * @throws IllegalArgumentException if the text is not a folded label; use {@link #of} for texts
   *     that come from outside
   */
  public Label {
    String why = refusal(text);
    if (!why.isEmpty() || !text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("not a label: " + Text.quote(text));
    }
  }

  /** Reads a label, folding upper case. */
  public static Label of(String text) throws InvalidNameException {
    String why = refusal(text);
    if (!why.isEmpty()) {
      throw new InvalidNameException("invalid label " + Text.quote(text) + ": " + why);
    }
    return new Label(text.toLowerCase(Locale.ROOT));
  }

  private static String refusal(String text) {
    if (text.isEmpty()) {
      return "a label must not be empty";
    }
    if (text.length() > MAX_LENGTH) {
      return "a label has at most " + MAX_LENGTH + " characters, this one has " + text.length();
    }
    if (text.charAt(0) == '-') {
      return "a label must not begin with '-'";
    }
    for (int i = 0; i < text.length(); i++) {
      if (!allowed(text.charAt(i))) {
        return "only letters, digits, '-' and '.' are allowed";
      }
    }
    return "";
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.';
  }

  @Override
  public int compareTo(Label other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
