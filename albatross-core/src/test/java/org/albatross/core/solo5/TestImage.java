package org.albatross.core.solo5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.Bytes;

/**
 * The bytes of an image with nothing in it but headers and notes, of which any may be wrong. The
 * notes are there once for the sections and once for the segments.
 */
final class TestImage {
  static final int ABI_TYPE = 0x31494241;
  static final int MANIFEST_TYPE = 0x3154464D;
  static final int RESERVED = 0x40000000;

  record Entry(String name, int type) {}

  ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  int target = 1;
  int abiVersion = 2;
  byte[] sectionManifest = manifest(List.of(new Entry("", RESERVED)));
  byte[] segmentManifest = null;
  int segmentTarget = -1;
  String manifestSectionName = ".note.solo5.manifest";

  static TestImage with(Entry... devices) {
    List<Entry> entries = new ArrayList<>(List.of(new Entry("", RESERVED)));
    entries.addAll(List.of(devices));
    TestImage image = new TestImage();
    image.sectionManifest = manifest(entries);
    return image;
  }

  static byte[] manifest(List<Entry> entries) {
    ByteBuffer out = ByteBuffer.allocate(12 + 104 * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0).putInt(1).putInt(entries.size());
    for (Entry entry : entries) {
      int start = out.position();
      out.put(entry.name().getBytes(StandardCharsets.ISO_8859_1));
      out.putInt(start + 68, entry.type());
      out.position(start + 104);
    }
    return out.array();
  }

  static byte[] abi(int target, int version) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(target)
        .putInt(version)
        .array();
  }

  Solo5Image parse() throws InvalidImageException {
    return Solo5Image.parse(Bytes.wrap(bytes()));
  }

  /** File header, program headers, section headers, names, notes. */
  byte[] bytes() {
    byte[] names =
        ("\0.shstrtab\0.note.solo5.abi\0" + manifestSectionName + "\0")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] abi = note(ABI_TYPE, abi(target, abiVersion));
    byte[] manifest = note(MANIFEST_TYPE, sectionManifest);
    byte[] abiInSegment =
        note(ABI_TYPE, abi(segmentTarget < 0 ? target : segmentTarget, abiVersion));
    byte[] manifestInSegment =
        note(MANIFEST_TYPE, segmentManifest == null ? sectionManifest : segmentManifest);

    int sections = 64 + 2 * 56;
    int namesAt = sections + 4 * 64;
    int abiAt = namesAt + names.length;
    int manifestAt = abiAt + abi.length;
    int abiSegmentAt = manifestAt + manifest.length;
    int manifestSegmentAt = abiSegmentAt + abiInSegment.length;
    ByteBuffer out = ByteBuffer.allocate(manifestSegmentAt + manifestInSegment.length).order(order);
    out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, (byte) (little() ? 1 : 2), 1});
    out.putShort(16, (short) 2).putShort(18, (short) 62).putInt(20, 1);
    out.putLong(0x20, 64).putLong(0x28, sections);
    out.putShort(0x34, (short) 64).putShort(0x36, (short) 56).putShort(0x38, (short) 2);
    out.putShort(0x3A, (short) 64).putShort(0x3C, (short) 4).putShort(0x3E, (short) 1);
    segment(out, 64, abiSegmentAt, abiInSegment.length);
    segment(out, 64 + 56, manifestSegmentAt, manifestInSegment.length);
    section(out, sections + 64, 1, 3, namesAt, names.length);
    section(out, sections + 128, 11, 7, abiAt, abi.length);
    section(out, sections + 192, 27, 7, manifestAt, manifest.length);
    out.put(namesAt, names).put(abiAt, abi).put(manifestAt, manifest);
    out.put(abiSegmentAt, abiInSegment).put(manifestSegmentAt, manifestInSegment);
    return out.array();
  }

  private boolean little() {
    return order == ByteOrder.LITTLE_ENDIAN;
  }

  private byte[] note(int type, byte[] content) {
    return ByteBuffer.allocate(20 + content.length)
        .order(order)
        .putInt(6)
        .putInt(content.length)
        .putInt(type)
        .put("Solo5\0\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }

  private static void segment(ByteBuffer out, int at, int offset, int length) {
    out.putInt(at, 4).putLong(at + 8, offset).putLong(at + 32, length);
  }

  private static void section(ByteBuffer out, int at, int name, int type, int offset, int length) {
    out.putInt(at, name).putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, length);
  }
}
