package org.albatross.core.solo5;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a tender would not load, is refused before one is started. */
class SegmentsTest {
  private static final int LOADED = 64 + 2 * 56;
  private static final int ADDRESS = LOADED + 16;
  private static final int MEMORY = LOADED + 40;
  private static final int ALIGNMENT = LOADED + 48;
  private static final int ENTRY = 24;

  private static ByteBuffer image() {
    return ByteBuffer.wrap(UnikernelImage.arguments()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Segments read(ByteBuffer image) throws InvalidImageException {
    return Segments.readLoadable(Content.of(Bytes.wrap(image.duplicate())));
  }

  private static String refused(ByteBuffer image) {
    return assertThrows(InvalidImageException.class, () -> read(image)).getMessage();
  }

  @Test
  void anImageIsBuiltForAMachine() throws Exception {
    Segments segments = read(image());
    assertEquals("x86-64", segments.machine().toString());
    assertDoesNotThrow(() -> segments.checkMachine(Machine.ofJvm("amd64")));
    assertDoesNotThrow(() -> segments.checkMachine(Machine.ofJvm("s390x")), "it is not known");
    assertEquals(
        "the image was built for x86-64, this host is aarch64",
        assertThrows(
                InvalidImageException.class, () -> segments.checkMachine(Machine.ofJvm("aarch64")))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({"183,aarch64", "21,ppc64le", "243,riscv", "3,a machine of number 3"})
  void imagesForOthersAreNotForThisOne(short number, String name) throws Exception {
    Segments segments = read(image().putShort(18, number));
    assertEquals(
        "the image was built for " + name + ", this host is x86-64",
        assertThrows(
                InvalidImageException.class, () -> segments.checkMachine(Machine.ofJvm("x86_64")))
            .getMessage());
  }

  @Test
  void theOrderOfTheBytesIsPartOfTheMachine() throws Exception {
    Machine big = new Machine(183, true);
    assertEquals("aarch64 in big-endian order", big.toString());
    assertEquals(Optional.of(new Machine(183, false)), Machine.ofJvm("aarch64"));
  }

  @Test
  void anImageThatCanBeLoadedAnywhereIsNoneForATender() {
    assertEquals(
        "not a valid Solo5 image: it is no executable for a fixed address",
        refused(image().putShort(16, (short) 3)));
  }

  @Test
  void whatIsLoadedBelowTheFirstMegabyteIsRefused() {
    assertEquals(
        "not a valid Solo5 image: segment 2 is loaded at 0xff000, which is below 0x100000",
        refused(image().putLong(ADDRESS, 0xff000)));
  }

  @Test
  void segmentsDoNotOverlap() {
    ByteBuffer image = image();
    // In place of the one that says that the stack is not executable.
    byte[] loaded = new byte[56];
    image.get(LOADED, loaded);
    image.put(LOADED + 56, loaded);
    assertEquals(
        "not a valid Solo5 image: segment 3 is loaded at 0x100000, which is below 0x101000",
        refused(image));
  }

  @Test
  void aSegmentHasNoMoreInTheFileThanInMemory() {
    assertEquals(
        "not a valid Solo5 image: segment 2 has more bytes in the file than in memory",
        refused(image().putLong(MEMORY, 1)));
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "-1", "-9223372036854775808"})
  void anAlignmentIsAPowerOfTwo(long alignment) {
    assertEquals(
        "not a valid Solo5 image: segment 2 is aligned to "
            + Long.toUnsignedString(alignment)
            + ", which is no power of two",
        refused(image().putLong(ALIGNMENT, alignment)));
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "2097152"})
  void anImageIsEnteredWhereItIsLoaded(long entry) {
    assertEquals(
        "not a valid Solo5 image: it is entered at 0x"
            + Long.toHexString(entry)
            + ", where nothing is loaded",
        refused(image().putLong(ENTRY, entry)));
  }

  @Test
  void whereAnImageEndsIsWithinTheMemory() throws Exception {
    Segments high = read(image().putLong(ADDRESS, 31L << 20).putLong(ENTRY, 31L << 20));
    assertDoesNotThrow(() -> high.checkFit(32));
    assertThrows(InvalidImageException.class, () -> high.checkFit(31));
  }
}
