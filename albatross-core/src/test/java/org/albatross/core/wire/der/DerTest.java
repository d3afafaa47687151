package org.albatross.core.wire.der;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol/wire.md, Messages: strict DER, byte by byte. */
class DerTest {
  private static final long MAX = (1L << 62) - 1;

  private static <T> T read(Codec<T> codec, String hex) throws DecodeException {
    return codec.decode(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static <T> String write(Codec<T> codec, T value) {
    return HexFormat.of().formatHex(codec.encode(value));
  }

  private static String error(Codec<?> codec, String hex) {
    return assertThrows(DecodeException.class, () -> read(codec, hex)).getMessage();
  }

  // Lengths

  @Test
  void aLengthBelow128HasOneByte() throws Exception {
    assertEquals(127, read(Der.OCTETS, "047f" + "00".repeat(127)).length());
    assertEquals("length not minimal at byte 3", error(Der.OCTETS, "04817f" + "00".repeat(127)));
    assertEquals("length not minimal at byte 3", error(Der.OCTETS, "048100"));
  }

  @Test
  void aLengthHasNoLeadingZero() throws Exception {
    assertEquals(128, read(Der.OCTETS, "048180" + "00".repeat(128)).length());
    assertEquals("length not minimal at byte 4", error(Der.OCTETS, "04820080" + "00".repeat(128)));
    assertEquals(
        "length not minimal at byte 6", error(Der.OCTETS, "048400000100" + "00".repeat(256)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 04 00",
    "127, 04 7f",
    "128, 04 81 80",
    "255, 04 81 ff",
    "256, 04 82 01 00",
    "65535, 04 82 ff ff",
    "65536, 04 83 01 00 00",
    "16777216, 04 84 01 00 00 00"
  })
  void aLengthIsWrittenAsShortAsPossibleAndReadAgain(int length, String header) throws Exception {
    byte[] encoded = Der.OCTETS.encode(Bytes.wrap(new byte[length]));
    String expected = header.replace(" ", "");
    assertEquals(expected, HexFormat.of().formatHex(encoded, 0, expected.length() / 2));
    assertEquals(expected.length() / 2 + length, encoded.length);
    assertEquals(length, Der.OCTETS.decode(encoded).length());
  }

  @Test
  void anIndefiniteLengthIsAnError() {
    assertEquals("indefinite length at byte 2", error(Der.INTEGER.list(), "3080 020100 0000"));
    assertEquals("indefinite length at byte 2", error(Der.OCTETS, "0480 0000"));
  }

  @ParameterizedTest
  @CsvSource({
    "0401, 'a length of 1, but only 0 bytes left at byte 2'",
    "0405 01020304, 'a length of 5, but only 4 bytes left at byte 2'",
    "0484 7fffffff 00, 'a length of 2147483647, but only 1 bytes left at byte 6'",
    "0484 ffffffff 00, 'a length of 4294967295, but only 1 bytes left at byte 6'",
    "0485 0100000000 00, a length of 5 bytes at byte 2",
    "04fe 00, a length of 126 bytes at byte 2",
    "04ff 00, a length of 127 bytes at byte 2",
    "0482 01, unexpected end at byte 3",
    "04, unexpected end at byte 1"
  })
  void aLengthOverTheEndIsAnError(String hex, String message) {
    assertEquals(message, error(Der.OCTETS, hex));
  }

  @Test
  void aLengthStaysInsideWhatEnclosesIt() {
    assertEquals(
        "a length of 2, but only 1 bytes left at byte 4",
        error(Der.OCTETS.list(), "3003 0402 01 02"));
  }

  @Test
  void trailingBytesAreAnError() {
    assertEquals("1 bytes too many at byte 3", error(Der.INTEGER, "020100 00"));
    assertEquals("2 bytes too many at byte 5", error(Der.INTEGER.tagged(0), "a005 020100 0500"));
    assertEquals("1 bytes too many at byte 2", error(Der.NULL, "0501 00"));
  }

  @Test
  void nothingAtAllIsAnError() {
    assertEquals("expected INTEGER, found the end at byte 0", error(Der.INTEGER, ""));
    assertEquals("expected SEQUENCE, found the end at byte 0", error(Der.INTEGER.list(), ""));
  }

  // Tags

  @Test
  void anotherTagIsAnErrorThatNamesBoth() {
    assertEquals("expected INTEGER, found OCTET STRING at byte 0", error(Der.INTEGER, "040100"));
    assertEquals("expected SEQUENCE, found SET at byte 0", error(Der.INTEGER.list(), "3100"));
    assertEquals("expected UTF8String, found [3] at byte 0", error(Der.TEXT, "a300"));
    assertEquals("expected INTEGER, found tag 0x00/23 at byte 0", error(Der.INTEGER, "170161"));
    assertEquals("expected INTEGER, found tag 0x20/2 at byte 0", error(Der.INTEGER, "220100"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, a0",
    "30, be",
    "31, bf1f",
    "64, bf40",
    "65, bf41",
    "127, bf7f",
    "128, bf8100",
    "16383, bfff7f"
  })
  void aTagNumberFrom31UpHasBytesOfItsOwn(int number, String tag) throws Exception {
    Codec<Boolean> tagged = Der.NULL.tagged(number);
    assertEquals(tag + "020500", write(tagged, true));
    assertTrue(read(tagged, tag + "020500"));
  }

  @ParameterizedTest
  @CsvSource({
    "bf00, tag number not minimal or over 16383 at byte 2",
    "bf1e, tag number not minimal at byte 2",
    "bf80, tag number not minimal or over 16383 at byte 2",
    "bf8040, tag number not minimal or over 16383 at byte 2",
    "bf818000, tag number not minimal or over 16383 at byte 4",
    "bfffffffffff7f, tag number not minimal or over 16383 at byte 4",
    "bf, unexpected end at byte 1",
    "bf81, unexpected end at byte 2"
  })
  void aTagNumberIsMinimalAndNotEndless(String tag, String message) {
    String rest = message.startsWith("unexpected") ? "" : "020500";
    assertEquals(message, error(Der.NULL.tagged(64), tag + rest));
  }

  // INTEGER

  @ParameterizedTest
  @CsvSource({
    "0, 020100",
    "1, 020101",
    "127, 02017f",
    "128, 02020080",
    "255, 020200ff",
    "256, 02020100",
    "32768, 0203008000",
    "-1, 0201ff",
    "-128, 020180",
    "-129, 0202ff7f",
    "-32768, 02028000",
    "-32769, 0203ff7fff",
    "4611686018427387903, 02083fffffffffffffff",
    "-4611686018427387904, 0208c000000000000000"
  })
  void anIntegerIsWrittenAsShortAsPossibleAndReadAgain(long value, String hex) throws Exception {
    assertEquals(hex, write(Der.INTEGER, value));
    assertEquals(value, read(Der.INTEGER, hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02020000",
        "0202007f",
        "0202ffff",
        "0202ff80",
        "0203000080",
        "0208003fffffffffffff"
      })
  void anIntegerIsMinimal(String hex) {
    assertTrue(error(Der.INTEGER, hex).startsWith("INTEGER not minimal"));
  }

  @Test
  void anIntegerHasAtLeastOneByte() {
    assertEquals("an INTEGER without bytes at byte 2", error(Der.INTEGER, "0200"));
  }

  @Test
  void anIntegerFitsIn63Bits() {
    assertTrue(error(Der.INTEGER, "02084000000000000000").startsWith("an INTEGER over 63 bits"));
    assertTrue(error(Der.INTEGER, "0208bfffffffffffffff").startsWith("an INTEGER over 63 bits"));
    assertTrue(error(Der.INTEGER, "02087fffffffffffffff").startsWith("an INTEGER over 63 bits"));
    assertTrue(error(Der.INTEGER, "0209008000000000000000").contains("9 bytes, over 63 bits"));
    assertTrue(error(Der.INTEGER, "028180" + "7f".repeat(128)).contains("128 bytes"));
    for (long value : new long[] {MAX + 1, -MAX - 2, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> Der.INTEGER.encode(value));
    }
  }

  @Test
  void anyIntegerOf63BitsIsReadAgain() {
    Property.holds(
        3000,
        random -> {
          long value = random.anyLong() >> 1;
          byte[] encoded = Der.INTEGER.encode(value);
          assertEquals(
              Bytes.wrap(java.math.BigInteger.valueOf(value).toByteArray()),
              Bytes.wrap(encoded).slice(2, encoded.length - 2));
          assertEquals(value, Der.INTEGER.decode(encoded));
        });
  }

  // BOOLEAN, NULL, Int64, text

  @Test
  void anyBooleanButZeroIsTrueAndWrittenAs255() throws Exception {
    assertFalse(read(Der.BOOLEAN, "010100"));
    for (int octet = 1; octet < 256; octet++) {
      assertTrue(read(Der.BOOLEAN, "0101" + HexFormat.of().toHexDigits((byte) octet)));
    }
    assertEquals("0101ff", write(Der.BOOLEAN, true));
    assertEquals("010100", write(Der.BOOLEAN, false));
  }

  @Test
  void aBooleanHasOneByte() {
    assertEquals("a BOOLEAN of 0 bytes at byte 2", error(Der.BOOLEAN, "0100"));
    assertEquals("a BOOLEAN of 2 bytes at byte 2", error(Der.BOOLEAN, "0102ffff"));
  }

  @Test
  void anInt64HasEightBytes() throws Exception {
    assertEquals(-2, read(Der.INT64, "0408fffffffffffffffe"));
    assertEquals("0408fffffffffffffffe", write(Der.INT64, -2L));
    assertEquals("04088000000000000000", write(Der.INT64, Long.MIN_VALUE));
    assertEquals("expected 8 bytes, found 7", error(Der.INT64, "0407" + "00".repeat(7)));
    assertEquals("expected 8 bytes, found 9", error(Der.INT64, "0409" + "00".repeat(9)));
    assertEquals("expected 8 bytes, found 0", error(Der.INT64, "0400"));
  }

  @Test
  void textThatIsNotUtf8IsWrittenAgainAsItCame() {
    Property.holds(
        500,
        random -> {
          Bytes encoded = Bytes.wrap(Der.TEXT_BYTES.encode(Bytes.wrap(random.bytes(40))));
          assertEquals(encoded, Bytes.wrap(Der.TEXT.encode(Der.TEXT.decode(encoded.toArray()))));
        });
  }

  // SEQUENCE OF and SET OF

  @Test
  void aSequenceKeepsItsOrderAndDuplicates() throws Exception {
    assertEquals(List.of(2L, 1L, 2L), read(Der.INTEGER.list(), "3009 020102 020101 020102"));
    assertEquals("3009020102020101020102", write(Der.INTEGER.list(), List.of(2L, 1L, 2L)));
  }

  @Test
  void aSetIsReadInAnyOrderAndWithDuplicates() throws Exception {
    assertEquals(List.of(2L, 1L, 2L), read(Der.INTEGER.set(), "3109 020102 020101 020102"));
    assertEquals(
        "3106020101020102",
        write(
            Der.sorted(Der.INTEGER.set()),
            read(Der.sorted(Der.INTEGER.set()), "3109 020102 020101 020102")));
  }

  @Test
  void aSetIsWrittenSortedByItsBytes() {
    assertEquals(
        "310d 020101 02017f 0201ff 02020080".replace(" ", ""),
        write(Der.INTEGER.set(), List.of(128L, -1L, 127L, 1L)));
    assertEquals(
        "310a 0c0162 0c0180 0c026161".replace(" ", ""),
        write(
            Der.TEXT_BYTES.set(),
            List.of(Bytes.utf8("aa"), Bytes.wrap(new byte[] {-128}), Bytes.utf8("b"))));
  }

  @Test
  void anEmptySetOrSequenceIsOne() throws Exception {
    assertEquals(List.of(), read(Der.INTEGER.set(), "3100"));
    assertEquals("3100", write(Der.INTEGER.set(), List.of()));
    assertEquals("3000", write(Der.INTEGER.list(), List.of()));
  }

  @Test
  void aListHasABoundedNumberOfElements() throws Exception {
    List<Boolean> most = Collections.nCopies(ListOf.MAX_ELEMENTS, true);
    assertEquals(most, Der.NULL.list().decode(Der.NULL.list().encode(most)));
    byte[] more = Der.NULL.list().encode(Collections.nCopies(ListOf.MAX_ELEMENTS + 1, true));
    DecodeException error = assertThrows(DecodeException.class, () -> Der.NULL.list().decode(more));
    assertTrue(error.getMessage().startsWith("more than 65536 elements"));
  }
}
