package org.albatross.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/protocol/wire.md, Messages: what came in as text goes out again byte for byte. */
class Utf8Test {
  /** Bytes that are nearly UTF-8: pieces of valid text, lead and continuation bytes, anything. */
  private static byte[] nearlyText(SeededRandom random) {
    ByteBuffer out = ByteBuffer.allocate(4096);
    for (int i = random.between(0, 20); i > 0; i--) {
      switch (random.between(0, 3)) {
        case 0 -> out.put(random.bytes(3));
        case 1 -> out.put((byte) random.between(0x80, 0xFF));
        case 2 -> {
          byte[] valid = random.unicode(3).getBytes(UTF_8);
          out.put(valid, 0, random.between(0, valid.length));
        }
        default -> out.put(random.unicode(3).getBytes(UTF_8));
      }
    }
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  @Test
  void anyBytesSurviveBeingText() {
    Property.holds(
        5000,
        random -> {
          byte[] bytes = random.oneIn(2) ? random.bytes(40) : nearlyText(random);
          assertArrayEquals(bytes, Utf8.encode(Utf8.decode(bytes)));
        });
  }

  @Test
  void anyTwoBytesSurviveBeingText() {
    for (int i = 0; i < 0x10000; i++) {
      byte[] bytes = {(byte) (i >> 8), (byte) i};
      assertArrayEquals(bytes, Utf8.encode(Utf8.decode(bytes)));
    }
  }

  @Test
  void validTextIsDecodedAsTheJdkDoes() {
    Property.holds(
        2000,
        random -> {
          String text = random.unicode(30);
          assertEquals(text, Utf8.decode(text.getBytes(UTF_8)));
          assertArrayEquals(text.getBytes(UTF_8), Utf8.encode(text));
        });
  }

  @Test
  void bytesAreEscapedExactlyWhereTheyAreNotUtf8() {
    Property.holds(
        5000,
        random -> {
          byte[] bytes = nearlyText(random);
          boolean escaped =
              Utf8.decode(bytes).codePoints().anyMatch(c -> c >= 0xDC80 && c <= 0xDCFF);
          assertEquals(isUtf8(bytes), !escaped);
        });
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      var unused = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "overlong of two bytes, c080",
    "overlong of two bytes, c1bf",
    "overlong of three bytes, e09fbf",
    "overlong of four bytes, f08fbfbf",
    "first surrogate, eda080",
    "last surrogate, edbfbf",
    "a pair of surrogates, eda0bdedb880",
    "over U+10FFFF, f4908080",
    "no lead byte, f5808080",
    "no lead byte, fe",
    "no lead byte, ff",
    "a continuation byte alone, 80",
    "cut, c3",
    "cut, e282",
    "cut, f09f98"
  })
  void everyByteOfWhatIsNotUtf8IsEscapedByItself(String why, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    StringBuilder expected = new StringBuilder();
    for (byte each : bytes) {
      expected.append((char) (0xDC00 + (each & 0xFF)));
    }
    assertEquals(expected.toString(), Utf8.decode(bytes), why);
    assertArrayEquals(bytes, Utf8.encode(expected.toString()), why);
  }

  @ParameterizedTest
  @CsvSource({"7f, 7f", "c280, 80", "dfbf, 7ff", "e0a080, 800", "ed9fbf, d7ff", "ee8080, e000"})
  void theFirstAndLastOfEachLengthAreText(String hex, String codePoint) {
    assertEquals(
        Character.toString(Integer.parseInt(codePoint, 16)),
        Utf8.decode(HexFormat.of().parseHex(hex)));
  }

  @Test
  void fourBytesReachFromU10000ToU10FFFF() {
    assertEquals("\ud800\udc00", Utf8.decode(HexFormat.of().parseHex("f0908080")));
    assertEquals("\udbff\udfff", Utf8.decode(HexFormat.of().parseHex("f48fbfbf")));
  }

  @Test
  void aCharacterBesideABadByteIsStillRead() {
    assertEquals("\udcffé\udcc3x", Utf8.decode(HexFormat.of().parseHex("ffc3a9c378")));
  }

  @Test
  void aPartOfAnArrayIsDecodedWithinItsBounds() {
    byte[] bytes = "aéb".getBytes(UTF_8);
    assertEquals("\udcc3", Utf8.decode(bytes, 1, 1));
    assertEquals("é", Utf8.decode(bytes, 1, 2));
    assertEquals("", Utf8.decode(bytes, 4, 0));
  }

  @Test
  void aLoneSurrogateThatStandsForNoByteBecomesAQuestionMark() {
    assertEquals("a?b?", new String(Utf8.encode("a\ud800b\udc00"), UTF_8));
  }
}
