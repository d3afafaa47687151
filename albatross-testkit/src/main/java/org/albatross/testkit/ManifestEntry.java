package org.albatross.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One entry of a Solo5 manifest (docs/protocol/tenders.md, Images), right or wrong: nothing is
 * checked but that it can be written.
 *
 * @param name up to 68 characters below U+0100, one byte each, then zero bytes; one of 68 is not
 *     terminated
 * @param type 1 block, 2 net, 0x40000000 the reserved first entry
 * @param fill the value of the 24 bytes after the type, which should be 0
 * @param attached the value of the byte after them, which should be 0
 */
public record ManifestEntry(String name, int type, int fill, int attached) {
  public static final int BLOCK = 1;
  public static final int NET = 2;
  public static final int RESERVED_FIRST = 0x40000000;

  /** Bytes of an entry. */
  public static final int SIZE = 104;

  /** Bytes of the name, of which the last should be zero. */
  public static final int NAME_SIZE = 68;

  private static final int FILL_SIZE = 24;

  public ManifestEntry {
    if (name.length() > NAME_SIZE) {
      throw new IllegalArgumentException("name of " + name.length() + " bytes");
    }
  }

  /** An entry as it should be. */
  public static ManifestEntry of(String name, int type) {
    return new ManifestEntry(name, type, 0, 0);
  }

  public static ManifestEntry block(String name) {
    return of(name, BLOCK);
  }

  public static ManifestEntry net(String name) {
    return of(name, NET);
  }

  /** The entry that has to be the first. */
  public static ManifestEntry reservedFirst() {
    return of("", RESERVED_FIRST);
  }

  void write(ByteBuffer out) {
    int start = out.position();
    out.put(name.getBytes(StandardCharsets.ISO_8859_1));
    out.position(start + NAME_SIZE);
    out.putInt(type);
    for (int i = 0; i < FILL_SIZE; i++) {
      out.put((byte) fill);
    }
    out.put((byte) attached);
    out.position(start + SIZE);
  }
}
