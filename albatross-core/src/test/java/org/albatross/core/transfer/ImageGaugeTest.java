package org.albatross.core.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.albatross.core.host.HostFacts;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.solo5.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which images are refused while they come. */
class ImageGaugeTest {
  private static final int MEGABYTE = 1 << 20;
  private static final Machine HOST = HostFacts.machine().orElseThrow();
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;

  private long passed;

  /** An ELF file with two segments. */
  private static ByteBuffer image(int type, long first, long second) {
    ByteBuffer elf = ByteBuffer.allocate(64 + 2 * 56).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    elf.putShort(0x12, (short) HOST.number());
    elf.putLong(0x20, 64).putShort(0x36, (short) 56).putShort(0x38, (short) 2);
    elf.putInt(64, type).putLong(64 + 40, first);
    elf.putInt(64 + 56, type).putLong(64 + 56 + 40, second);
    return elf.rewind();
  }

  private void pass(long memory, ByteBuffer... parts) throws Exception {
    try (ImageGauge gauge = new ImageGauge(memory, data -> passed += data.remaining())) {
      for (ByteBuffer part : parts) {
        gauge.write(part);
      }
      gauge.end();
    }
  }

  @Test
  void anImageThatFitsPassesUnchanged() throws Exception {
    pass(32, image(PT_LOAD, 30 * MEGABYTE, 2 * MEGABYTE), ByteBuffer.allocate(100));
    assertEquals(64 + 2 * 56 + 100, passed);
  }

  @Test
  void segmentsThatTakeMoreThanTheMemoryAreRefused() {
    AlbatrossException refused =
        assertThrows(
            AlbatrossException.class,
            () -> pass(32, image(PT_LOAD, 30 * MEGABYTE, 2 * MEGABYTE + 1)));
    assertEquals(
        "the image takes 33 MB of memory when it is loaded, and the unikernel has 32 MB (--mem)",
        refused.getMessage());
  }

  @Test
  void theyAreRefusedBeforeTheRestHasCome() {
    assertThrows(
        AlbatrossException.class,
        () ->
            pass(
                32,
                image(PT_LOAD, 30 * MEGABYTE, 3 * MEGABYTE),
                ByteBuffer.allocate(1 << 16),
                ByteBuffer.allocate(1 << 16)));
    assertEquals(64 + 2 * 56, passed);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "9223372036854775807, 9223372036854775807"})
  void sizesBeyondAllNumbersAreRefusedToo(long first, long second) {
    assertThrows(AlbatrossException.class, () -> pass(32, image(PT_LOAD, first, second)));
  }

  @Test
  void anImageForAnotherMachineIsRefusedBeforeTheRestHasCome() {
    int other = HOST.number() == 183 ? 62 : 183;
    ByteBuffer image = image(PT_LOAD, MEGABYTE, MEGABYTE).putShort(0x12, (short) other);
    AlbatrossException refused =
        assertThrows(AlbatrossException.class, () -> pass(32, image, ByteBuffer.allocate(1 << 16)));
    assertEquals(
        "the image was built for %s, this host is %s".formatted(new Machine(other, false), HOST),
        refused.getMessage());
    assertEquals(64 + 2 * 56, passed);
  }

  @Test
  void segmentsThatAreNotLoadedDoNotCount() throws Exception {
    pass(32, image(PT_NOTE, 1L << 40, 1L << 40));
  }

  @ParameterizedTest
  @CsvSource({"1, 64", "16, 64", "17, 68", "512, 2048"})
  void aFileMayHaveFourTimesTheMemoryAndAlways64Megabytes(long memory, int most) throws Exception {
    ByteBuffer megabyte = ByteBuffer.allocate(MEGABYTE);
    try (ImageGauge gauge = new ImageGauge(memory, data -> passed += data.remaining())) {
      for (int i = 0; i < most; i++) {
        gauge.write(megabyte.duplicate());
      }
      assertThrows(AlbatrossException.class, () -> gauge.write(ByteBuffer.allocate(1)));
    }
    assertEquals((long) most << 20, passed);
  }
}
