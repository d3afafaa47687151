package org.albatross.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol/wire.md, Messages: control characters are escaped when foreign text is shown. */
class TextTest {
  @Test
  void ordinaryTextOfAnyLanguageIsShownAsItIs() {
    String text = "Hello, wörld! 日本語 עברית 😀 a\\b \"q\"";
    assertEquals(text, Text.escape(text));
  }

  @Test
  void aTerminalCannotBeSteered() {
    assertEquals("\\x1b[31mred\\x1b[0m", Text.escape("\u001b[31mred\u001b[0m"));
    assertEquals("\\x07\\x08\\x7f\\x00", Text.escape("\u0007\b\u007f\0"));
    assertEquals("\\x9b2J", Text.escape("\u009b2J"));
  }

  @Test
  void aSecondLineOfALogCannotBeForged() {
    assertEquals("a\\nb\\rc\\td", Text.escape("a\nb\rc\td"));
    assertEquals("\\x85\\u{2028}\\u{2029}", Text.escape("\u0085\u2028\u2029"));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
        0x2069, 0x200B, 0xFEFF, 0xE0041
      })
  void directionAndInvisibleCharactersAreShown(int codePoint) {
    assertEquals(
        "x\\u{" + Integer.toHexString(codePoint) + "}y",
        Text.escape("x" + Character.toString(codePoint) + "y"));
  }

  @Test
  void bytesThatAreNoTextAreShownAsBytes() {
    assertEquals("\\xffok\\x80", Text.escape(Utf8.decode(new byte[] {-1, 'o', 'k', -128})));
    assertEquals("\\u{d800}", Text.escape("\ud800"));
    assertEquals("\\u{dc00}", Text.escape("\udc00"));
  }

  @Test
  void whateverComesNothingUnprintableIsLeft() {
    Property.holds(
        3000,
        random -> {
          String text = random.oneIn(2) ? Utf8.decode(random.bytes(40)) : random.unicode(40);
          Text.escape(text)
              .codePoints()
              .forEach(
                  c -> {
                    assertFalse(Character.isISOControl(c));
                    assertFalse(c >= 0xD800 && c <= 0xDFFF);
                    assertFalse(Character.getType(c) == Character.FORMAT);
                  });
        });
  }

  @Test
  void aQuotedTextIsCutAfter80Characters() {
    assertEquals('"' + "x".repeat(80) + '"', Text.quote("x".repeat(80)));
    assertEquals('"' + "x".repeat(80) + "\"...", Text.quote("x".repeat(81)));
    assertTrue(Text.quote("\0".repeat(1 << 20)).length() < 400);
  }

  @Test
  void severalThingsStandInASentence() {
    assertEquals("none", Text.list(List.of()));
    assertEquals("7", Text.list(List.of(7)));
    assertEquals("0, 1 and 4", Text.list(List.of(0, 1, 4)));
  }
}
