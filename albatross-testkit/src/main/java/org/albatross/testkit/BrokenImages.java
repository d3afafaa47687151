package org.albatross.testkit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images that are not valid Solo5 images (docs/protocol/tenders.md, Images), each under words that
 * say why.
 */
public final class BrokenImages {
  /** Offsets of numbers in the ELF header: section headers, their number, the names' index. */
  private static final int E_SHOFF = 40;

  private static final int E_SHNUM = 60;
  private static final int E_SHSTRNDX = 62;
  private static final int MAX_ENTRIES = 64;
  private static final ManifestEntry FIRST = ManifestEntry.reservedFirst();
  private static final ManifestEntry BLOCK = ManifestEntry.block("storage");

  private BrokenImages() {}

  /** All of them, always in the same order. */
  public static Map<String, byte[]> all() {
    Map<String, byte[]> images = new LinkedHashMap<>();
    addFiles(images);
    addNotes(images);
    addManifests(images);
    return images;
  }

  private static void addFiles(Map<String, byte[]> images) {
    byte[] good = UnikernelImage.arguments();
    images.put("empty", new byte[0]);
    images.put("a text", "#!/bin/sh\nexit 0\n".getBytes(StandardCharsets.US_ASCII));
    images.put("cut in the magic", Arrays.copyOf(good, 3));
    images.put("cut in the ELF header", Arrays.copyOf(good, 63));
    images.put("cut after the ELF header", Arrays.copyOf(good, 64));
    images.put("cut in the notes", Arrays.copyOf(good, ElfWriter.FIRST + 50));
    images.put("cut in the section headers", Arrays.copyOf(good, good.length - 1));
    images.put("a 32 bit ELF", patched(good, 4, 1));
    images.put("an ELF of unknown byte order", patched(good, 5, 3));
    images.put("section headers behind the end", patched(good, E_SHOFF + 4, 1));
    images.put("negative offset of the section headers", patched(good, E_SHOFF + 7, 0x80));
    images.put("no sections", patched(good, E_SHNUM, 0));
    images.put("more sections than there are", patched(good, E_SHNUM + 1, 0xFF));
    images.put("section names in no section", patched(good, E_SHSTRNDX, 0x40));
  }

  private static void addNotes(Map<String, byte[]> images) {
    byte[] abi = Note.abi(AbiTarget.SPT.number(), ImageBuilder.SPT_ABI_VERSION, LITTLE_ENDIAN);
    byte[] content = Manifest.of(List.of(FIRST)).content();
    byte[] manifest = Note.of(Note.OWNER, Note.MFT1, content, LITTLE_ENDIAN);
    images.put("no ABI section", builder().abiSection(".note.other").build());
    images.put("no manifest section", builder().manifestSection(".note.other").build());
    images.put("ABI note empty", builder().abiNote(new byte[0]).build());
    images.put("ABI note cut", builder().abiNote(Arrays.copyOf(abi, 30)).build());
    images.put("ABI note of another owner", builder().abiNote(patched(abi, 12, 'X')).build());
    images.put("ABI note of another type", builder().abiNote(patched(abi, 8, 'X')).build());
    images.put("ABI note with a negative length", builder().abiNote(patched(abi, 7, 0xFF)).build());
    images.put("ABI note for no target", builder().abi(0, 2).build());
    images.put("ABI note for an unknown target", builder().abi(7, 2).build());
    images.put(
        "ABI note with a number in place of zero", builder().abiNote(patched(abi, 28, 1)).build());
    images.put("manifest note empty", builder().manifestNote(new byte[0]).build());
    images.put("manifest note cut", builder().manifestNote(Arrays.copyOf(manifest, 100)).build());
    images.put(
        "manifest note of another owner",
        builder().manifestNote(patched(manifest, 12, 'X')).build());
    images.put(
        "manifest note of another type", builder().manifestNote(patched(manifest, 8, 'X')).build());
    images.put(
        "manifest note with a huge length",
        builder().manifestNote(patched(manifest, 7, 0x7F)).build());
    images.put(
        "manifest in the section differs from the one in the segment",
        builder().devices(List.of("storage"), List.of()).manifestSectionNote(manifest).build());
    images.put(
        "ABI in the section differs from the one in the segment",
        builder().abi(AbiTarget.HVT, 2).abiSectionNote(abi).build());
  }

  private static void addManifests(Map<String, byte[]> images) {
    Manifest good = Manifest.of(List.of(FIRST, BLOCK));
    List<ManifestEntry> tooMany = new ArrayList<>(List.of(FIRST));
    for (int i = 1; i <= MAX_ENTRIES; i++) {
      tooMany.add(ManifestEntry.block("b" + i));
    }
    put(images, "manifest of version 0", good.withVersion(0));
    put(images, "manifest of version 2", good.withVersion(2));
    put(images, "manifest of no entries", Manifest.of(List.of()));
    put(images, "manifest of 65 entries", Manifest.of(tooMany));
    put(images, "manifest that says 0 entries", good.withCount(0));
    put(images, "manifest that says more entries than it has", good.withCount(3));
    put(images, "manifest that says fewer entries than it has", good.withCount(1));
    put(images, "manifest that says -1 entries", good.withCount(-1));
    put(images, "first entry not reserved", Manifest.of(List.of(BLOCK, FIRST)));
    put(images, "only a device", Manifest.of(List.of(BLOCK)));
    put(images, "second entry reserved too", Manifest.of(List.of(FIRST, FIRST)));
    putSecond(images, "unknown type of entry", ManifestEntry.of("storage", 3));
    putSecond(images, "type 0 of entry", ManifestEntry.of("storage", 0));
    putSecond(
        images, "name not terminated", ManifestEntry.block("n".repeat(ManifestEntry.NAME_SIZE)));
    putSecond(images, "entry with bytes in place of zeros", new ManifestEntry("storage", 1, 1, 0));
    putSecond(images, "entry that is attached", new ManifestEntry("storage", 1, 0, 1));
    put(
        images,
        "reserved entry with a name",
        Manifest.of(List.of(ManifestEntry.of("first", ManifestEntry.RESERVED_FIRST), BLOCK)));
  }

  private static void putSecond(Map<String, byte[]> images, String why, ManifestEntry second) {
    put(images, why, Manifest.of(List.of(FIRST, second)));
  }

  private static void put(Map<String, byte[]> images, String why, Manifest manifest) {
    images.put(why, builder().manifest(manifest).build());
  }

  private static ImageBuilder builder() {
    return UnikernelImage.builder(Program.ARGUMENTS);
  }

  private static byte[] patched(byte[] bytes, int offset, int value) {
    byte[] out = bytes.clone();
    out[offset] = (byte) value;
    return out;
  }
}
