package org.albatross.core.solo5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.albatross.core.model.Bytes;

/**
 * The notes of a 64-bit ELF file, found by the name of their section and, as a tender does it, by
 * segment. Every offset and length is untrusted: unsigned 64-bit numbers that may point anywhere.
 */
final class ElfFile {
  /** 0x7F and "ELF". */
  private static final int MAGIC = 0x7F454C46;

  private static final int HEADER = 64;
  private static final int SECTION_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int ET_EXEC = 2;

  /** HVT_GUEST_MIN_BASE and SPT_GUEST_MIN_BASE. */
  private static final long MIN_ADDRESS = 0x100000;

  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int SHT_NOBITS = 8;

  /** Three words, and the owner padded to a multiple of four. */
  private static final int NOTE_HEADER = 20;

  private static final int NOTE_WORDS = 12;
  private static final byte[] OWNER = "Solo5\0".getBytes(StandardCharsets.US_ASCII);

  private final Content content;
  private final ByteOrder order;

  private ElfFile(Content content, ByteOrder order) {
    this.content = content;
    this.order = order;
  }

  static ElfFile read(Content bytes) throws InvalidImageException {
    ByteBuffer start = bytes.read(0, Math.min(bytes.length(), HEADER)).slice();
    if (bytes.length() < Integer.BYTES || start.getInt(0) != MAGIC) {
      throw invalid("it is no ELF file");
    }
    if (bytes.length() < HEADER) {
      throw invalid(
          "an ELF file has at least %s bytes, this one has %s".formatted(HEADER, bytes.length()));
    }
    if (start.get(4) != 2) {
      throw invalid("it is not a 64-bit ELF file");
    }
    ByteOrder order =
        switch (start.get(5)) {
          case 1 -> ByteOrder.LITTLE_ENDIAN;
          case 2 -> ByteOrder.BIG_ENDIAN;
          default -> throw invalid("the ELF header names no byte order");
        };
    if (start.get(6) != 1) {
      throw invalid("the ELF header has an unknown version");
    }
    return new ElfFile(bytes, order);
  }

  /**
   * The content of the Solo5 note in the section of this name.
   *
   * @param maximum the largest length that a note of this type can have
   */
  Bytes sectionNote(String section, int type, int maximum) throws InvalidImageException {
    int count = u16(0x3C);
    if (count == 0) {
      throw invalid("the ELF file has no sections");
    }
    int size = u16(0x3A);
    if (size != SECTION_HEADER) {
      throw invalid("a section header has %s bytes, not %s".formatted(size, SECTION_HEADER));
    }
    int table = range(u64(0x28), (long) count * SECTION_HEADER, "the section table");
    int header = findSection(table, count, section);
    if (u32(header + 4) == SHT_NOBITS) {
      throw invalid("section " + section + " has no content");
    }
    long length = u64(header + 32);
    int offset = range(u64(header + 24), length, "section " + section);
    return note(offset, length, type, maximum)
        .orElseThrow(() -> invalid("section " + section + " holds no Solo5 note of its type"));
  }

  /** Where the header of the section is. */
  private int findSection(int table, int count, String name) throws InvalidImageException {
    int stringsIndex = u16(0x3E);
    if (stringsIndex >= count) {
      throw invalid(
          "the section names are said to be in section %s of %s".formatted(stringsIndex, count));
    }
    int stringsHeader = table + stringsIndex * SECTION_HEADER;
    long size = u64(stringsHeader + 32);
    int strings = range(u64(stringsHeader + 24), size, "the table of section names");
    byte[] wanted = (name + '\0').getBytes(StandardCharsets.US_ASCII);
    int found = -1;
    for (int i = 0; i < count; i++) {
      int header = table + i * SECTION_HEADER;
      long at = Integer.toUnsignedLong(u32(header));
      if (at + wanted.length <= size && matches(strings + (int) at, wanted)) {
        if (found >= 0) {
          throw invalid("there are two sections " + name);
        }
        found = header;
      }
    }
    if (found < 0) {
      throw invalid("there is no section " + name);
    }
    return found;
  }

  /**
   * The content of the Solo5 note that a tender takes: the first note of the first segment of type
   * PT_NOTE that begins with a note of this type.
   */
  Bytes segmentNote(int type, int maximum, String what) throws InvalidImageException {
    int count = u16(0x38);
    int table = programHeaders(count);
    for (int i = 0; i < count; i++) {
      int header = table + i * PROGRAM_HEADER;
      if (u32(header) == PT_NOTE) {
        long length = u64(header + 32);
        int offset = range(u64(header + 8), length, "the note of segment " + i);
        if (length < NOTE_WORDS) {
          throw invalid("the note of segment %s has only %s bytes".formatted(i, length));
        }
        Optional<Bytes> note = note(offset, length, type, maximum);
        if (note.isPresent()) {
          return note.get();
        }
      }
    }
    throw invalid("no segment holds the " + what + ", so no tender would find it");
  }

  /** Where the program headers are. */
  private int programHeaders(int count) throws InvalidImageException {
    int size = u16(0x36);
    if (count > 0 && size != PROGRAM_HEADER) {
      throw invalid("a program header has %s bytes, not %s".formatted(size, PROGRAM_HEADER));
    }
    return range(u64(0x20), (long) count * PROGRAM_HEADER, "the program header table");
  }

  /** What is loaded, whether or not it can be. */
  Segments segments() throws InvalidImageException {
    int count = u16(0x38);
    int table = programHeaders(count);
    long bytes = 0;
    long end = 0;
    for (int i = 0; i < count; i++) {
      int header = table + i * PROGRAM_HEADER;
      if (u32(header) == PT_LOAD) {
        long length = u64(header + 40);
        bytes = sum(bytes, length);
        end = Math.max(end, sum(u64(header + 16), length));
      }
    }
    return new Segments(new Machine(u16(0x12), order == ByteOrder.BIG_ENDIAN), bytes, end);
  }

  /** Refuses what no tender loads, however much memory it has (Solo5, tenders/common/elf.c). */
  void checkLoadable() throws InvalidImageException {
    if (u16(0x10) != ET_EXEC) {
      throw invalid("it is no executable for a fixed address");
    }
    int count = u16(0x38);
    int table = programHeaders(count);
    long end = MIN_ADDRESS;
    for (int i = 0; i < count; i++) {
      int header = table + i * PROGRAM_HEADER;
      // What is nothing in the file is not loaded.
      if (u32(header) == PT_LOAD && u64(header + 32) != 0) {
        end = loadedBehind(end, i, header);
      }
    }
    long entry = u64(0x18);
    if (entry < MIN_ADDRESS || entry >= end) {
      throw invalid(
          "it is entered at 0x%s, where nothing is loaded".formatted(Long.toHexString(entry)));
    }
  }

  /** Checks a segment that is loaded behind the one before; returns where it ends. */
  private long loadedBehind(long before, int index, int header) throws InvalidImageException {
    long alignment = u64(header + 48);
    if (Long.bitCount(alignment) != 1 || alignment < 0) {
      throw invalid(
          "segment %s is aligned to %s, which is no power of two"
              .formatted(index, Long.toUnsignedString(alignment)));
    }
    long address = u64(header + 16);
    if ((address & -alignment) < before) {
      throw invalid(
          "segment %s is loaded at 0x%s, which is below 0x%s"
              .formatted(index, Long.toHexString(address), Long.toHexString(before)));
    }
    long inFile = u64(header + 32);
    long length = u64(header + 40);
    if (Long.compareUnsigned(length, inFile) < 0) {
      throw invalid("segment %s has more bytes in the file than in memory".formatted(index));
    }
    int ignored = range(u64(header + 8), inFile, "segment " + index);
    long end = sum(sum(address, length), alignment - 1);
    return end == Long.MAX_VALUE ? end : end & -alignment;
  }

  /** Of numbers without a sign; too much is the largest number. */
  private static long sum(long one, long other) {
    return one < 0 || other < 0 || one + other < 0 ? Long.MAX_VALUE : one + other;
  }

  private Optional<Bytes> note(int offset, long length, int type, int maximum)
      throws InvalidImageException {
    if (length < NOTE_HEADER
        || u32(offset) != OWNER.length
        || u32(offset + 8) != type
        || !matches(offset + NOTE_WORDS, OWNER)) {
      return Optional.empty();
    }
    long size = Integer.toUnsignedLong(u32(offset + 4));
    if (size > maximum || size > length - NOTE_HEADER) {
      throw invalid(
          "a note is said to have %s bytes, there is room for %s"
              .formatted(size, Math.min(maximum, length - NOTE_HEADER)));
    }
    byte[] copy = new byte[(int) size];
    content.read(offset + NOTE_HEADER, copy.length).get(copy);
    return Optional.of(Bytes.wrap(copy));
  }

  private boolean matches(int offset, byte[] expected) throws InvalidImageException {
    byte[] there = new byte[expected.length];
    content.read(offset, there.length).get(there);
    return Arrays.equals(there, expected);
  }

  private ByteBuffer word(int offset, int length) throws InvalidImageException {
    return content.read(offset, length).order(order);
  }

  private long u64(int offset) throws InvalidImageException {
    return word(offset, Long.BYTES).getLong();
  }

  private int u32(int offset) throws InvalidImageException {
    return word(offset, Integer.BYTES).getInt();
  }

  private int u16(int offset) throws InvalidImageException {
    return Short.toUnsignedInt(word(offset, Short.BYTES).getShort());
  }

  /** The offset as an index, once it and the length are known to lie in the file. */
  private int range(long offset, long length, String what) throws InvalidImageException {
    if (offset < 0
        || length < 0
        || offset > content.length()
        || length > content.length() - offset) {
      throw invalid(
          "%s (%s bytes at %s) reaches beyond the end of the file (%s bytes)"
              .formatted(
                  what,
                  Long.toUnsignedString(length),
                  Long.toUnsignedString(offset),
                  content.length()));
    }
    return (int) offset;
  }

  private static InvalidImageException invalid(String why) {
    return InvalidImageException.notValid(why);
  }
}
