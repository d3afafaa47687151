package org.albatross.core.model;

import java.nio.charset.StandardCharsets;

/**
 * Text as the wire has it: usually UTF-8, but nobody checks (docs/protocol/wire.md, Messages), and
 * what came in must go out again byte for byte. A byte that is not part of valid UTF-8 becomes the
 * lone surrogate U+DC00 plus the byte, which no valid text contains; encoding turns it back.
 */
public final class Utf8 {
  private static final int ESCAPE = 0xDC00;

  private Utf8() {}

  /** Decodes any bytes; {@link #encode} of the result gives the same bytes again. */
  public static String decode(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int ascii = offset;
    while (ascii < end && bytes[ascii] >= 0) {
      ascii++;
    }
    if (ascii == end) {
      return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
    StringBuilder out = new StringBuilder(length);
    for (int i = offset; i < end; ) {
      int size = sequenceLength(bytes, i, end);
      if (size == 0) {
        out.append((char) (ESCAPE + (bytes[i] & 0xFF)));
        i++;
      } else {
        out.appendCodePoint(codePoint(bytes, i, size));
        i += size;
      }
    }
    return out.toString();
  }

  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** Encodes a text; lone surrogates that stand for no byte become {@code ?}. */
  public static byte[] encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return encodeSurrogates(text);
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static boolean isEscapedByte(int codePoint) {
    return codePoint >= ESCAPE + 0x80 && codePoint <= ESCAPE + 0xFF;
  }

  static int escapedByte(int codePoint) {
    return codePoint - ESCAPE;
  }

  private static byte[] encodeSurrogates(String text) {
    byte[] out = new byte[text.length() * 4];
    int n = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isEscapedByte(c)) {
        out[n++] = (byte) escapedByte(c);
      } else {
        byte[] encoded = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, out, n, encoded.length);
        n += encoded.length;
      }
    }
    return java.util.Arrays.copyOf(out, n);
  }

  /** How many bytes the character at {@code i} has, 0 if there is no valid one (RFC 3629). */
  private static int sequenceLength(byte[] b, int i, int end) {
    int lead = b[i] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    int size = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || end - i < size) {
      return 0;
    }
    for (int k = 1; k < size; k++) {
      if ((b[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int c = codePoint(b, i, size);
    boolean valid =
        switch (size) {
          case 3 -> c >= 0x800 && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
          case 4 -> c >= 0x10000 && c <= Character.MAX_CODE_POINT;
          default -> true;
        };
    return valid ? size : 0;
  }

  private static int codePoint(byte[] b, int i, int size) {
    if (size == 1) {
      return b[i];
    }
    int c = b[i] & (0xFF >> (size + 1));
    for (int k = 1; k < size; k++) {
      c = c << 6 | (b[i + k] & 0x3F);
    }
    return c;
  }
}
