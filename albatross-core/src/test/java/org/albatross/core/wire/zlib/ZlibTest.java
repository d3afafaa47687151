package org.albatross.core.wire.zlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.albatross.core.model.Bytes;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.testkit.Allocation;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

class ZlibTest {
  private static final Bytes ZEROS = Bytes.wrap(new byte[1 << 20]);

  private static String refusal(Bytes data, long limit) {
    return assertThrows(DecodeException.class, () -> Zlib.uncompress(data, limit)).getMessage();
  }

  private static Bytes appended(Bytes data, int more) {
    return Bytes.wrap(Arrays.copyOf(data.toArray(), data.length() + more));
  }

  @Test
  void dataComeBackFromEveryLevel() {
    Property.holds(
        200,
        random -> {
          Bytes data =
              random.oneIn(2)
                  ? Bytes.wrap(random.bytes(5000))
                  : Bytes.utf8(random.string("ab", 0, 5000));
          for (int level = 0; level <= Zlib.MAX_LEVEL; level++) {
            assertEquals(data, Zlib.uncompress(Zlib.compress(data, level), data.length()));
          }
        });
  }

  @Test
  void aPartOfAnArrayIsCompressedAlone() throws Exception {
    Bytes part = Bytes.utf8("xxabcabcxx").slice(2, 6);
    Bytes compressed = Zlib.compress(part, 9);
    Bytes inside = appended(compressed, 5).slice(0, compressed.length());
    assertEquals(part, Zlib.uncompress(inside, 6));
  }

  @Test
  void aHigherLevelMakesSmallerData() {
    Bytes text = Bytes.utf8("a unikernel is a small thing, and this is a text. ".repeat(2000));
    assertTrue(Zlib.compress(text, 9).length() < Zlib.compress(text, 1).length());
    assertTrue(Zlib.compress(text, 1).length() < text.length() / 10);
  }

  @Test
  void noMoreComesOutThanTheLimit() throws Exception {
    Bytes bomb = Zlib.compress(ZEROS, 9);
    assertEquals(ZEROS, Zlib.uncompress(bomb, ZEROS.length()));
    assertEquals(
        "compressed data are larger than 1048575 bytes", refusal(bomb, ZEROS.length() - 1));
    assertEquals("compressed data are larger than 0 bytes", refusal(bomb, 0));
    assertEquals(Bytes.EMPTY, Zlib.uncompress(Zlib.compress(Bytes.EMPTY, 9), 0));
  }

  @Test
  void aBombIsNotUnpackedBeforeItIsRefused() {
    Bytes bomb = Zlib.compress(Bytes.wrap(new byte[100 << 20]), 9);
    long allocated = Allocation.of(() -> refusal(bomb, 1 << 20));
    assertTrue(allocated < 8 << 20, allocated + " bytes were allocated");
  }

  @Test
  void everyTruncationIsAnError() {
    Bytes compressed = Zlib.compress(Bytes.utf8("hello hello hello, here is some more"), 9);
    for (int length = 0; length < compressed.length(); length++) {
      assertEquals(
          "compressed data end too early, or want a dictionary",
          refusal(compressed.slice(0, length), 1000));
    }
  }

  @Test
  void trailingBytesAreAnError() {
    assertEquals(
        "3 bytes after the compressed data",
        refusal(appended(Zlib.compress(ZEROS, 6), 3), 1 << 20));
  }

  @Test
  void aStreamThatWantsADictionaryIsAnError() {
    Deflater deflater = new Deflater();
    byte[] out = new byte[100];
    deflater.setDictionary(new byte[] {1, 2, 3});
    deflater.setInput(new byte[] {1, 2, 3, 1, 2, 3});
    deflater.finish();
    int count = deflater.deflate(out);
    deflater.end();
    assertEquals(
        "compressed data end too early, or want a dictionary",
        refusal(Bytes.wrap(out, 0, count), 1000));
  }

  @Test
  void otherFormatsAndBrokenDataAreErrors() {
    byte[] broken = Zlib.compress(Bytes.utf8("hello"), 9).toArray();
    broken[broken.length - 1] ^= 1;
    assertTrue(refusal(Bytes.wrap(broken), 100).startsWith("not valid zlib data: "));
    assertTrue(refusal(Bytes.utf8("hello, plain"), 100).startsWith("not valid zlib data: "));
  }

  @Test
  void whateverComesIsDataOrAnError() {
    byte[] valid = Zlib.compress(Bytes.utf8("some text, some text, some more text"), 6).toArray();
    Property.holds(
        3000,
        random -> {
          byte[] bytes = valid.clone();
          for (int i = random.between(1, 4); i > 0; i--) {
            bytes[random.between(0, bytes.length - 1)] = (byte) random.anyInt();
          }
          try {
            assertTrue(Zlib.uncompress(Bytes.wrap(bytes), 1000).length() <= 1000);
          } catch (DecodeException e) {
            assertTrue(!e.getMessage().isEmpty());
          }
        });
  }

  @Test
  void aLevelThatIsNoneIsABug() {
    assertThrows(IllegalArgumentException.class, () -> Zlib.compress(ZEROS, 10));
  }
}
