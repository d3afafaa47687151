package org.albatross.core.model;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** How texts from outside are shown in messages for people. */
public final class Text {
  private static final int SHOWN = 80;
  private static final HexFormat HEX = HexFormat.of();

  private Text() {}

  /** The text in double quotes, control and odd characters escaped, cut after 80 characters. */
  public static String quote(String text) {
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) : text;
    return '"' + escape(cut) + '"' + (text.length() > SHOWN ? "..." : "");
  }

  /**
   * The text with everything escaped that could steer a terminal or forge a line of a log: C0 and
   * C1 controls, lone surrogates and the characters that change the direction of writing.
   */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> appendEscaped(out, c));
    return out.toString();
  }

  private static void appendEscaped(StringBuilder out, int c) {
    switch (c) {
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      default -> {
        if (Utf8.isEscapedByte(c)) {
          out.append("\\x").append(HEX.toHexDigits((byte) Utf8.escapedByte(c)));
        } else if (isUnprintable(c) && c < 0x100) {
          out.append("\\x").append(HEX.toHexDigits((byte) c));
        } else if (isUnprintable(c)) {
          out.append("\\u{").append(Integer.toHexString(c)).append('}');
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /**
   * Several things as a sentence names them: {@code 0, 1 and 4}; {@code none} if there are none.
   */
  public static String list(Collection<?> things) {
    List<String> all = things.stream().map(String::valueOf).toList();
    int last = all.size() - 1;
    return switch (all.size()) {
      case 0 -> "none";
      case 1 -> all.get(0);
      default -> String.join(", ", all.subList(0, last)) + " and " + all.get(last);
    };
  }
}
