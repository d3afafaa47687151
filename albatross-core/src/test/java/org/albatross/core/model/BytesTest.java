package org.albatross.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ReadOnlyBufferException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

class BytesTest {
  private static final Bytes ABC = Bytes.utf8("xabcx").slice(1, 3);

  @Test
  void aPartIsEqualToACopyOfIt() {
    Property.holds(
        500,
        random -> {
          byte[] all = random.bytes(30);
          int from = random.between(0, all.length);
          int count = random.between(0, all.length - from);
          byte[] part = Arrays.copyOfRange(all, from, from + count);
          for (Bytes bytes :
              new Bytes[] {
                Bytes.wrap(all, from, count),
                Bytes.wrap(all).slice(from, count),
                Bytes.copyOf(all).slice(from, all.length - from).slice(0, count)
              }) {
            assertEquals(Bytes.wrap(part), bytes);
            assertEquals(Bytes.wrap(part).hashCode(), bytes.hashCode());
            assertArrayEquals(part, bytes.toArray());
            assertEquals(count, bytes.length());
            assertEquals(count == 0, bytes.isEmpty());
            assertEquals(java.nio.ByteBuffer.wrap(part), bytes.toBuffer());
          }
        });
  }

  @Test
  void differentBytesAreNotEqual() {
    assertNotEquals(Bytes.utf8("abc"), Bytes.utf8("abd"));
    assertNotEquals(Bytes.utf8("abc"), Bytes.utf8("ab"));
    assertNotEquals(Bytes.EMPTY, Bytes.utf8("a"));
  }

  @Test
  void aPartReachesNoFurtherThanItself() {
    assertEquals('a', ABC.get(0));
    assertEquals('c', ABC.get(2));
    assertThrows(IndexOutOfBoundsException.class, () -> ABC.get(3));
    assertThrows(IndexOutOfBoundsException.class, () -> ABC.get(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> ABC.slice(0, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> ABC.slice(-1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> ABC.copyTo(1, new byte[9], 0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> Bytes.wrap(new byte[2], 1, 2));
    assertEquals(3, ABC.toBuffer().capacity());
  }

  @Test
  void whatIsGivenOutCannotChangeIt() {
    byte[] array = {1, 2, 3};
    Bytes copy = Bytes.copyOf(array);
    array[0] = 9;
    copy.toArray()[1] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, copy.toArray());
    assertThrows(ReadOnlyBufferException.class, () -> copy.toBuffer().put((byte) 9));
  }

  @Test
  void aPartIsWrittenCopiedAndDigestedAlone() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ABC.writeTo(out);
    assertEquals("abc", out.toString(java.nio.charset.StandardCharsets.UTF_8));
    byte[] target = "-----".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ABC.copyTo(1, target, 2, 2);
    assertEquals("--bc-", Bytes.wrap(target).toText());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ABC.update(digest);
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        Bytes.wrap(digest.digest()).toHex());
  }

  @Test
  void textOfAnyBytesIsReadBackAsTheSameBytes() {
    Property.holds(
        500,
        random -> {
          Bytes bytes = Bytes.wrap(random.bytes(30));
          assertEquals(bytes, Bytes.utf8(bytes.toText()));
        });
  }

  @Test
  void toStringShowsFewBytesAndCountsMany() {
    assertEquals("616263", ABC.toString());
    assertEquals("33 bytes", Bytes.wrap(new byte[33]).toString());
    assertTrue(Bytes.EMPTY.toString().isEmpty());
    assertFalse(Bytes.wrap(new byte[32]).toString().contains("bytes"));
  }
}
