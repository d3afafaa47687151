package org.albatross.core.solo5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.Bytes;

/**
 * The devices that an image says it needs: the content of its manifest note
 * (docs/protocol/tenders.md, Images).
 */
record Manifest(List<String> blocks, List<String> nets) {
  static final int MAX_ENTRIES = 64;

  private static final int PADDING = 4;
  private static final int HEADER = PADDING + 8;
  private static final int ENTRY = 104;
  private static final int NAME = 68;
  private static final int PRIVATE = 24;
  private static final int ATTACHED = 96;

  private static final int VERSION = 1;
  private static final int BLOCK = 1;
  private static final int NET = 2;
  private static final int RESERVED = 0x40000000;

  /** The length of the largest manifest, in bytes. */
  static final int MAX_LENGTH = HEADER + MAX_ENTRIES * ENTRY;

  static Manifest parse(Bytes note) throws InvalidImageException {
    if (note.length() < HEADER) {
      throw invalid("it has only %s bytes".formatted(note.length()));
    }
    ByteBuffer buffer = note.toBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int version = buffer.getInt(PADDING);
    if (version != VERSION) {
      throw invalid("it has version %s, not 1".formatted(Integer.toUnsignedString(version)));
    }
    int entries = buffer.getInt(PADDING + 4);
    if (entries < 1 || entries > MAX_ENTRIES) {
      throw invalid(
          "it has %s entries, 1 to %s are possible"
              .formatted(Integer.toUnsignedString(entries), MAX_ENTRIES));
    }
    if (note.length() != HEADER + entries * ENTRY) {
      throw invalid(
          "it has %s bytes, %s entries need %s"
              .formatted(note.length(), entries, HEADER + entries * ENTRY));
    }
    List<String> blocks = new ArrayList<>();
    List<String> nets = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      readEntry(i, buffer.slice(HEADER + i * ENTRY, ENTRY).order(buffer.order()), blocks, nets);
    }
    return new Manifest(List.copyOf(blocks), List.copyOf(nets));
  }

  private static void readEntry(int index, ByteBuffer entry, List<String> blocks, List<String> nets)
      throws InvalidImageException {
    String name = name(index, entry);
    int type = entry.getInt(NAME);
    for (int i = NAME + 4; i <= ATTACHED; i++) {
      if (entry.get(i) != 0) {
        throw invalid(
            "entry %s has something in the %s bytes that a tender fills in"
                .formatted(index, PRIVATE + 1));
      }
    }
    boolean first = index == 0;
    if (first != (type == RESERVED) || first != name.isEmpty()) {
      throw invalid("the first entry, and only the first, is reserved and has no name");
    }
    switch (type) {
      case RESERVED -> {}
      case BLOCK -> add(blocks, "block device", name);
      case NET -> add(nets, "net", name);
      default ->
          throw invalid(
              "entry %s has the unknown type %s".formatted(index, Integer.toUnsignedString(type)));
    }
  }

  /** Solo5's own linker and tenders know letters and digits only. */
  private static String name(int index, ByteBuffer entry) throws InvalidImageException {
    byte[] field = new byte[NAME];
    entry.get(0, field);
    int length = 0;
    while (length < NAME && field[length] != 0) {
      int c = field[length++];
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
        throw invalid(
            "the name of entry %s has a character that is neither letter nor digit"
                .formatted(index));
      }
    }
    if (length == NAME) {
      throw invalid("the name of entry %s does not end".formatted(index));
    }
    return new String(field, 0, length, StandardCharsets.US_ASCII);
  }

  private static void add(List<String> names, String what, String name)
      throws InvalidImageException {
    if (names.contains(name)) {
      throw invalid("it declares the %s %s twice".formatted(what, name));
    }
    names.add(name);
  }

  private static InvalidImageException invalid(String why) {
    return InvalidImageException.notValid("its manifest: " + why);
  }
}
