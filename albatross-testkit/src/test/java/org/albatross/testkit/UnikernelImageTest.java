package org.albatross.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnikernelImageTest {
  private static final int ABI_NOTE = 36;

  @ParameterizedTest
  @EnumSource(Program.class)
  void sectionsAndSegmentsReferToTheSameNotes(Program program) {
    byte[] image = UnikernelImage.builder(program).build();
    assertEquals(List.of(1, 2), noteSections(image));
    assertArrayEquals(segment(image, 0), section(image, 1));
    assertArrayEquals(segment(image, 1), section(image, 2));
    assertEquals(ImageBuilder.ABI_SECTION, sectionName(image, 1));
    assertEquals(ImageBuilder.MANIFEST_SECTION, sectionName(image, 2));
  }

  @Test
  void theAbiNoteIsWhatTheTendersPageSays() {
    ByteBuffer note = little(segment(UnikernelImage.arguments(), 0));
    assertEquals(ABI_NOTE, note.remaining());
    assertEquals(6, note.getInt(0));
    assertEquals(16, note.getInt(4));
    assertEquals(Note.ABI1, note.getInt(8));
    assertEquals("Solo5\0\0\0", text(note, 12, 8));
    assertEquals(AbiTarget.SPT.number(), note.getInt(20));
    assertEquals(ImageBuilder.SPT_ABI_VERSION, note.getInt(24));
    assertEquals(0, note.getLong(28));
  }

  @Test
  void theManifestHasTheReservedEntryTheBlocksAndTheNets() {
    byte[] image = UnikernelImage.devices(List.of("storage"), List.of("service", "management"));
    ByteBuffer note = little(segment(image, 1));
    assertEquals(20 + 12 + 4 * ManifestEntry.SIZE, note.remaining());
    assertEquals(Note.MFT1, note.getInt(8));
    assertEquals(1, note.getInt(24));
    assertEquals(4, note.getInt(28));
    List<String> entries = new ArrayList<>();
    for (int at = 32; at < note.limit(); at += ManifestEntry.SIZE) {
      entries.add(text(note, at, ManifestEntry.NAME_SIZE).strip() + note.getInt(at + 68));
    }
    assertEquals(
        List.of("" + ManifestEntry.RESERVED_FIRST, "storage1", "service2", "management2"),
        entries.stream().map(entry -> entry.replace("\0", "")).toList());
  }

  @Test
  void anImageInBigEndianOrderHasHeadersInItAndContentsInLittleEndian() {
    byte[] image =
        UnikernelImage.builder(Program.ARGUMENTS).byteOrder(ByteOrder.BIG_ENDIAN).build();
    assertEquals(2, image[5]);
    assertEquals(64, ByteBuffer.wrap(image).getLong(32));
    ByteBuffer note = ByteBuffer.wrap(image, ElfWriter.FIRST, ABI_NOTE).slice();
    assertEquals(Note.ABI1, note.getInt(8));
    assertEquals(AbiTarget.SPT.number(), note.order(ByteOrder.LITTLE_ENDIAN).getInt(20));
  }

  @Test
  void targetAndVersionOfTheAbiCanBeOthers() {
    byte[] image = UnikernelImage.builder(Program.ARGUMENTS).abi(AbiTarget.HVT, 7).build();
    ByteBuffer note = little(section(image, 1));
    assertEquals(1, note.getInt(20));
    assertEquals(7, note.getInt(24));
  }

  @Test
  void aSectionCanHaveAnotherNoteThanTheSegment() {
    byte[] other = Note.manifest(Manifest.of(List.of()), ByteOrder.LITTLE_ENDIAN);
    ImageBuilder builder = UnikernelImage.builder(Program.ARGUMENTS).manifestSectionNote(other);
    byte[] image = builder.build();
    assertArrayEquals(other, section(image, 2));
    assertFalse(Arrays.equals(other, segment(image, 1)));
    assertArrayEquals(segment(image, 0), section(image, 1));
  }

  @Test
  void paddingMakesAnImageBiggerAndNothingElse() {
    byte[] image = UnikernelImage.lines();
    byte[] padded = UnikernelImage.builder(Program.LINES).padding(100_000).build();
    assertEquals(image.length + 100_000, padded.length);
    assertArrayEquals(image, Arrays.copyOf(padded, image.length));
    assertNotEquals(
        0L, little(padded).getLong(padded.length - 8), "the padding should not be zeros");
  }

  @Test
  void anImageIsTheSameEachTime() {
    assertArrayEquals(
        UnikernelImage.builder(Program.TICKER).padding(100).build(),
        UnikernelImage.builder(Program.TICKER).padding(100).build());
  }

  @Test
  void aNameLongerThanItsFieldCannotBeWritten() {
    assertThrows(IllegalArgumentException.class, () -> ManifestEntry.block("n".repeat(69)));
  }

  @Test
  void brokenImagesAreAllDifferent() {
    Map<String, byte[]> images = BrokenImages.all();
    assertTrue(images.size() > 40, "only " + images.size());
    assertEquals(images.size(), images.values().stream().map(ByteBuffer::wrap).distinct().count());
    ByteBuffer good = ByteBuffer.wrap(UnikernelImage.arguments());
    assertTrue(images.values().stream().map(ByteBuffer::wrap).noneMatch(good::equals));
  }

  private static List<Integer> noteSections(byte[] image) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < little(image).getShort(60); i++) {
      if (little(image).getInt(sectionHeader(image, i) + 4) == ElfWriter.SHT_NOTE) {
        found.add(i);
      }
    }
    return found;
  }

  private static int sectionHeader(byte[] image, int index) {
    return (int) little(image).getLong(40) + index * 64;
  }

  private static byte[] section(byte[] image, int index) {
    int header = sectionHeader(image, index);
    return part(image, little(image).getLong(header + 24), little(image).getLong(header + 32));
  }

  private static String sectionName(byte[] image, int index) {
    String names = text(little(section(image, little(image).getShort(62))), 0, -1);
    int start = little(image).getInt(sectionHeader(image, index));
    return names.substring(start, names.indexOf('\0', start));
  }

  private static byte[] segment(byte[] image, int index) {
    int header = 64 + index * 56;
    return part(image, little(image).getLong(header + 8), little(image).getLong(header + 32));
  }

  private static byte[] part(byte[] image, long offset, long size) {
    return Arrays.copyOfRange(image, (int) offset, (int) (offset + size));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer bytes, int offset, int size) {
    byte[] out = new byte[size < 0 ? bytes.limit() - offset : size];
    bytes.get(offset, out);
    return new String(out, StandardCharsets.ISO_8859_1);
  }
}
