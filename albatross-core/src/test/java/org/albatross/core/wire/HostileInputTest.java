package org.albatross.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.albatross.core.wire.Vectors.Vector;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.Der;
import org.albatross.core.wire.der.DerWriter;
import org.albatross.core.wire.der.ListOf;
import org.albatross.core.wire.der.Tag;
import org.albatross.testkit.Allocation;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/**
 * docs/protocol/wire.md, Messages: whatever bytes come, they are a message or a decoding error;
 * never another exception, a hang, or memory in proportion to a length nobody sent.
 */
class HostileInputTest {
  private static final int RUNS = 20_000;

  private int accepted;
  private int refused;

  /** Decodes and encodes again. */
  private interface Kind {
    byte[] again(byte[] input) throws DecodeException;
  }

  @Test
  void damagedMessages() {
    check("wire.tsv", input -> Wire.encode(Wire.decode(input)));
  }

  @Test
  void damagedCertificateExtensions() {
    check("cert.tsv", input -> CertificateExtension.encode(CertificateExtension.decode(input)));
  }

  @Test
  void damagedStates() {
    check("state.tsv", input -> State.decode(input).encode());
  }

  private void check(String file, Kind kind) {
    List<Vector> vectors = Vectors.read(file);
    Property.holds(
        RUNS,
        random -> {
          byte[] input = damaged(random, random.pick(vectors).input());
          try {
            checkAccepted(kind, input);
            accepted++;
          } catch (DecodeException e) {
            assertFalse(e.getMessage().isEmpty());
            refused++;
          }
        });
    assertTrue(accepted > RUNS / 100 && refused > RUNS / 4, accepted + " of " + RUNS + " accepted");
  }

  /** Once written in today's shape a value stays as it is (a fraction below 1 ms needs a turn). */
  private static void checkAccepted(Kind kind, byte[] input) throws DecodeException {
    byte[] once = kind.again(input);
    byte[] twice = assertDecodes(kind, once);
    assertArrayEquals(twice, assertDecodes(kind, twice));
  }

  private static byte[] assertDecodes(Kind kind, byte[] ours) {
    try {
      return kind.again(ours);
    } catch (DecodeException e) {
      throw new AssertionError("what we wrote is refused: " + HexFormat.of().formatHex(ours), e);
    }
  }

  private static byte[] damaged(SeededRandom random, byte[] valid) {
    byte[] bytes = valid.clone();
    for (int i = random.between(1, 3); i > 0 && bytes.length > 0; i--) {
      int at = random.between(0, bytes.length - 1);
      switch (random.between(0, 6)) {
        case 0, 1 -> bytes[at] = (byte) random.anyInt();
        case 2 -> bytes[at] ^= (byte) (1 << random.between(0, 7));
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> bytes = splice(bytes, at, random.bytes(6), at);
        case 5 -> bytes = splice(bytes, at, new byte[0], random.between(at, bytes.length));
        default -> bytes = splice(bytes, at, hugeLength(random), at + 1);
      }
    }
    return bytes;
  }

  private static byte[] hugeLength(SeededRandom random) {
    return HexFormat.of()
        .parseHex(
            random.pick(List.of("847fffffff", "84ffffffff", "80", "8340000000", "8500", "ff")));
  }

  private static byte[] splice(byte[] bytes, int from, byte[] middle, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(middle);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  @Test
  void everyTruncationOfEveryMessageIsAnError() {
    for (Vector vector : Vectors.read("wire.tsv")) {
      for (int length = 0; length < Math.min(vector.input().length, 300); length++) {
        byte[] cut = Arrays.copyOf(vector.input(), length);
        assertThrows(DecodeException.class, () -> Wire.decode(cut), vector.label());
      }
    }
  }

  @Test
  void aFalseLengthTakesNoMemory() {
    for (Vector vector : Vectors.read("wire.tsv")) {
      byte[] input = vector.input();
      for (int at = 1; at < Math.min(input.length, 200); at++) {
        byte[] lying = splice(input, at, HexFormat.of().parseHex("847fffffff"), at + 1);
        decodeOrNot(lying); // loads the classes
        long allocated = Allocation.of(() -> decodeOrNot(lying));
        assertTrue(
            allocated < (1 << 16) + 16 * input.length,
            vector.label() + " at " + at + " took " + allocated + " bytes");
      }
    }
  }

  @Test
  void listsWithinListsDoNotTakeManyTimesTheirSize() {
    byte[] full = Der.TEXT.list().encode(Collections.nCopies(ListOf.MAX_ELEMENTS, ""));
    Codec<List<List<String>>> nested = Der.TEXT.list().list();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      content.writeBytes(full);
    }
    DerWriter out = new DerWriter();
    out.octets(content.toByteArray());
    out.header(Tag.SEQUENCE, 0);
    byte[] input = out.toByteArray(); // 25 MiB, 13 million elements
    long allocated =
        Allocation.of(
            () -> {
              String error =
                  assertThrows(DecodeException.class, () -> nested.decode(input)).getMessage();
              assertTrue(error.startsWith("more than 262144 elements in all"), error);
            });
    assertTrue(allocated < 64 << 20, allocated + " bytes were allocated");
  }

  private static void decodeOrNot(byte[] input) {
    try {
      Wire.decode(input);
    } catch (DecodeException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  @Test
  void noiseIsAnError() {
    Property.holds(
        RUNS,
        random -> {
          byte[] noise = random.bytes(100);
          assertThrows(DecodeException.class, () -> Wire.decode(noise));
          assertThrows(DecodeException.class, () -> CertificateExtension.decode(noise));
        });
  }
}
