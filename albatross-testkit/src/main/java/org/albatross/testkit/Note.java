package org.albatross.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of ELF notes. The header is in the order of the ELF file, what a Solo5 note contains is
 * always little-endian (docs/protocol/tenders.md, Images).
 */
public final class Note {
  /** The owner of all Solo5 notes, without the zero byte that ends it. */
  public static final String OWNER = "Solo5";

  /** The type of the ABI note, "ABI1". */
  public static final int ABI1 = 0x31494241;

  /** The type of the manifest note, "MFT1". */
  public static final int MFT1 = 0x3154464d;

  private Note() {}

  /**
   * Any note: the lengths, the type, the owner ended by a zero byte and padded to four, and the
   * content.
   */
  public static byte[] of(String owner, int type, byte[] content, ByteOrder order) {
    byte[] name = (owner + "\0").getBytes(StandardCharsets.ISO_8859_1);
    int padded = (name.length + 3) & -4;
    ByteBuffer out = ByteBuffer.allocate(12 + padded + content.length).order(order);
    out.putInt(name.length).putInt(content.length).putInt(type).put(name);
    out.position(12 + padded);
    return out.put(content).array();
  }

  /** The ABI note for a target (see {@link AbiTarget}) in a version. */
  public static byte[] abi(int target, int version, ByteOrder order) {
    ByteBuffer content = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(target).putInt(version);
    return of(OWNER, ABI1, content.array(), order);
  }

  public static byte[] manifest(Manifest manifest, ByteOrder order) {
    return of(OWNER, MFT1, manifest.content(), order);
  }
}
