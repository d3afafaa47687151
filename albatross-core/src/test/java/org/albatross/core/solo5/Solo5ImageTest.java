package org.albatross.core.solo5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.albatross.core.model.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Solo5ImageTest {
  private static final int SECTION_TABLE = 64 + 2 * 56;
  private static final int NAMES_HEADER = SECTION_TABLE + 64;
  private static final int ABI_HEADER = SECTION_TABLE + 128;
  private static final int MANIFEST_HEADER = SECTION_TABLE + 192;

  @Test
  void anImageTellsItsTargetVersionAndDevices() throws Exception {
    TestImage image =
        TestImage.with(
            new TestImage.Entry("service", 2),
            new TestImage.Entry("storage", 1),
            new TestImage.Entry("Other9", 2));
    image.target = 2;
    assertEquals(
        new Solo5Image(Target.SPT, 2, List.of("storage"), List.of("service", "Other9")),
        image.parse());
  }

  @Test
  void theByteOrderOfTheFileIsFollowedButNotInTheNotesContent() throws Exception {
    TestImage image = TestImage.with(new TestImage.Entry("disk", 1));
    image.order = ByteOrder.BIG_ENDIAN;
    assertEquals(new Solo5Image(Target.HVT, 2, List.of("disk"), List.of()), image.parse());
  }

  @Test
  void anAbiVersionIsUnsigned() throws Exception {
    TestImage image = new TestImage();
    image.abiVersion = -1;
    assertEquals(0xFFFFFFFFL, image.parse().abiVersion());
  }

  @ParameterizedTest
  @CsvSource({"3,virtio", "4,muen", "5,genode", "6,xen", "0,number 0", "-2,number 4294967294"})
  void anotherTargetIsNamedInTheError(int target, String name) {
    TestImage image = new TestImage();
    image.target = target;
    assertRefused(image.bytes(), name);
  }

  @Test
  void everyBeginningOfAnImageIsRefused() {
    byte[] whole = TestImage.with(new TestImage.Entry("net", 2)).bytes();
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "not a valid Solo5 image");
    }
  }

  @Test
  void aDamagedImageIsReadOrRefusedButNothingElse() {
    Random random = new Random(1);
    byte[] whole = TestImage.with(new TestImage.Entry("net", 2)).bytes();
    int[] odd = {0, 1, -1, 0x7F, 0x80};
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(damaged.length);
        damaged[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : odd[random.nextInt(odd.length)]);
      }
      try {
        assertTrue(Solo5Image.parse(Bytes.wrap(damaged)).abiVersion() >= 0);
      } catch (InvalidImageException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, -64, 0x1_0000_0000L, 100_000})
  void anOffsetOrLengthThatLeavesTheFileIsRefused(long number) {
    for (int header : new int[] {NAMES_HEADER, ABI_HEADER, MANIFEST_HEADER}) {
      assertRefused(changed(b -> b.putLong(header + 24, number)), "beyond the end of the file");
      assertRefused(changed(b -> b.putLong(header + 32, number)), "beyond the end of the file");
    }
    assertRefused(changed(b -> b.putLong(0x28, number)), "the section table");
    assertRefused(changed(b -> b.putLong(0x20, number)), "the program header table");
    assertRefused(changed(b -> b.putLong(64 + 8, number)), "the note of segment 0");
    assertRefused(changed(b -> b.putLong(64 + 32, number)), "the note of segment 0");
  }

  @Test
  void aFileThatIsNoElfIsRefused() {
    assertRefused(new byte[4096], "no ELF file");
    assertRefused(new byte[] {'#', '!', '/'}, "no ELF file");
    assertRefused(Arrays.copyOf(littleEndian(), 63), "at least 64 bytes, this one has 63");
    assertRefused(changed(b -> b.put(4, (byte) 1)), "not a 64-bit ELF file");
    assertRefused(changed(b -> b.put(5, (byte) 3)), "no byte order");
    assertRefused(changed(b -> b.put(6, (byte) 0)), "unknown version");
  }

  @Test
  void theSectionTableMustMakeSense() {
    assertRefused(changed(b -> b.putShort(0x3C, (short) 0)), "no sections");
    assertRefused(changed(b -> b.putShort(0x3A, (short) 40)), "40 bytes, not 64");
    assertRefused(changed(b -> b.putShort(0x3E, (short) -1)), "section 65535 of 4");
    assertRefused(changed(b -> b.putInt(ABI_HEADER, -1)), "no section .note.solo5.abi");
    assertRefused(changed(b -> b.putInt(MANIFEST_HEADER, 11)), "two sections .note.solo5.abi");
    assertRefused(changed(b -> b.putInt(ABI_HEADER + 4, 8)), "has no content");
  }

  @Test
  void aSectionWhoseNameOnlyBeginsLikeTheWantedOneIsAnother() {
    TestImage image = new TestImage();
    image.manifestSectionName = ".note.solo5.manifest2";
    assertRefused(image.bytes(), "no section .note.solo5.manifest");
  }

  @Test
  void aNoteOfAnotherOwnerOrTypeIsNotTaken() {
    int abi =
        (int)
            ByteBuffer.wrap(littleEndian()).order(ByteOrder.LITTLE_ENDIAN).getLong(ABI_HEADER + 24);
    assertRefused(changed(b -> b.putInt(abi, 5)), "no Solo5 note");
    assertRefused(changed(b -> b.putInt(abi + 8, 1)), "no Solo5 note");
    assertRefused(changed(b -> b.put(abi + 12, (byte) 'X')), "no Solo5 note");
    assertRefused(changed(b -> b.putInt(abi + 4, -1)), "4294967295 bytes, there is room for 16");
    assertRefused(changed(b -> b.putInt(abi + 4, 12)), "12 bytes, not 16");
    assertRefused(changed(b -> b.putInt(abi + 20 + 12, 1)), "other than zeros");
  }

  @Test
  void sectionsAndSegmentsMustHoldTheSame() {
    TestImage other = TestImage.with(new TestImage.Entry("net", 2));
    other.segmentManifest =
        TestImage.manifest(
            List.of(new TestImage.Entry("", TestImage.RESERVED), new TestImage.Entry("net", 1)));
    assertRefused(other.bytes(), "sections and its segments hold different ones of the manifest");

    TestImage target = new TestImage();
    target.segmentTarget = 2;
    assertRefused(target.bytes(), "different ones of the ABI note");
    assertRefused(changed(b -> b.putInt(64, 1)), "no segment holds the ABI note");
    assertRefused(changed(b -> b.putShort(0x38, (short) 0)), "no segment holds the ABI note");
    assertRefused(changed(b -> b.putShort(0x36, (short) 32)), "32 bytes, not 56");
    assertRefused(changed(b -> b.putLong(64 + 32, 11)), "only 11 bytes");
  }

  @Test
  void aManifestHasItsVersionAndExactlyItsEntries() {
    assertManifestRefused(b -> b.putInt(4, 2), "version 2, not 1");
    assertManifestRefused(b -> b.putInt(8, 0), "0 entries");
    assertManifestRefused(b -> b.putInt(8, 65), "65 entries");
    assertManifestRefused(b -> b.putInt(8, -1), "4294967295 entries");
    assertManifestRefused(b -> b.putInt(8, 1), "1 entries need 116");
    assertManifestRefused(b -> b.putInt(8, 3), "3 entries need 324");
  }

  @Test
  void theFirstEntryAndOnlyTheFirstIsReserved() {
    assertManifestRefused(b -> b.putInt(12 + 68, 1), "only the first, is reserved");
    assertManifestRefused(b -> b.put(12, (byte) 'x'), "only the first, is reserved");
    assertManifestRefused(b -> b.putInt(116 + 68, 0x40000000), "only the first, is reserved");
    assertManifestRefused(b -> b.put(116, (byte) 0), "only the first, is reserved");
  }

  @Test
  void anEntryHasAKnownTypeAndNothingWhereTheTenderWrites() {
    assertManifestRefused(b -> b.putInt(116 + 68, 3), "unknown type 3");
    for (int at = 72; at <= 96; at++) {
      int offset = 116 + at;
      assertManifestRefused(b -> b.put(offset, (byte) 1), "that a tender fills in");
    }
  }

  @Test
  void aNameEndsAndHasLettersAndDigitsOnly() {
    assertManifestRefused(
        b -> IntStream.range(0, 68).forEach(i -> b.put(116 + i, (byte) 'a')), "does not end");
    for (char c : "=/ :-_\n\u00ff".toCharArray()) {
      assertManifestRefused(b -> b.put(117, (byte) c), "neither letter nor digit");
    }
  }

  @Test
  void aNameOf67CharactersIsTheLongest() throws Exception {
    String name = "a".repeat(67);
    assertEquals(List.of(name), TestImage.with(new TestImage.Entry(name, 1)).parse().blocks());
  }

  @Test
  void aDeviceDeclaredTwiceIsRefusedButABlockAndANetMayShareAName() throws Exception {
    TestImage.Entry net = new TestImage.Entry("a", 2);
    assertRefused(TestImage.with(net, net).bytes(), "declares the net a twice");
    Solo5Image image = TestImage.with(net, new TestImage.Entry("a", 1)).parse();
    assertEquals(List.of(List.of("a"), List.of("a")), List.of(image.blocks(), image.nets()));
  }

  @Test
  void sixtyFourEntriesAreTheMost() throws Exception {
    TestImage.Entry[] most =
        IntStream.range(0, 63)
            .mapToObj(i -> new TestImage.Entry("n" + i, 2))
            .toArray(TestImage.Entry[]::new);
    assertEquals(63, TestImage.with(most).parse().nets().size());
  }

  private static byte[] littleEndian() {
    return TestImage.with(new TestImage.Entry("net", 2)).bytes();
  }

  private static byte[] changed(Consumer<ByteBuffer> change) {
    byte[] bytes = littleEndian();
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  private static void assertManifestRefused(Consumer<ByteBuffer> change, String why) {
    TestImage image = TestImage.with(new TestImage.Entry("net", 2));
    change.accept(ByteBuffer.wrap(image.sectionManifest).order(ByteOrder.LITTLE_ENDIAN));
    assertRefused(image.bytes(), why);
  }

  private static void assertRefused(byte[] image, String why) {
    InvalidImageException e =
        assertThrows(InvalidImageException.class, () -> Solo5Image.parse(Bytes.wrap(image)));
    assertTrue(e.getMessage().startsWith("not a valid Solo5 image: "), e.getMessage());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
