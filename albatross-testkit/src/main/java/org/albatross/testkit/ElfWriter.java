package org.albatross.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a static ELF64 executable for x86-64: the header, {@link #SEGMENTS} program headers, what
 * is appended, then the names of the sections and their headers. Byte N of the file is loaded at
 * {@link #BASE} + N, if a segment says so.
 */
final class ElfWriter {
  /** There are always so many, so that what is appended first begins at {@link #FIRST}. */
  static final int SEGMENTS = 4;

  /** Where in the file the first appended bytes are. */
  static final int FIRST = 64 + SEGMENTS * 56;

  /** Solo5 refuses to load anything below. */
  static final long BASE = 0x100000;

  static final int PT_LOAD = 1;
  static final int PT_NOTE = 4;
  static final int PT_GNU_STACK = 0x6474e551;
  static final int PF_X = 1;
  static final int PF_W = 2;
  static final int PF_R = 4;
  static final int SHT_PROGBITS = 1;
  static final int SHT_NOTE = 7;
  private static final int SHT_STRTAB = 3;
  private static final short ET_EXEC = 2;
  private static final short EM_X86_64 = 62;

  /** A part of the file. */
  record Span(int offset, int size) {
    static final Span EMPTY = new Span(0, 0);

    int end() {
      return offset + size;
    }
  }

  private record Segment(int type, int flags, Span span, long memory, int alignment) {}

  private record Section(int nameOffset, int type, Span span) {}

  private final List<Segment> segments = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private final StringBuilder names = new StringBuilder("\0");
  private final ByteOrder order;
  private byte[] content = new byte[FIRST];

  ElfWriter(ByteOrder order) {
    this.order = order;
  }

  /** Appends bytes at the next multiple of a power of two. */
  Span append(byte[] bytes, int alignment) {
    int offset = (content.length + alignment - 1) & -alignment;
    content = Arrays.copyOf(content, offset + bytes.length);
    System.arraycopy(bytes, 0, content, offset, bytes.length);
    return new Span(offset, bytes.length);
  }

  void segment(int type, int flags, Span span, int alignment) {
    segment(type, flags, span, span.size(), alignment);
  }

  /**
   * A segment of which not all is in the file.
   *
   * @param memory its bytes where it is loaded
   */
  void segment(int type, int flags, Span span, long memory, int alignment) {
    segments.add(new Segment(type, flags, span, memory, alignment));
  }

  void section(String name, int type, Span span) {
    sections.add(new Section(names.length(), type, span));
    names.append(name).append('\0');
  }

  /** The file, which is entered at an offset in it. */
  byte[] finish(int entry) {
    if (segments.size() != SEGMENTS) {
      throw new IllegalStateException(segments.size() + " segments");
    }
    int nameTableName = names.length();
    names.append(".shstrtab\0");
    Span nameTable = append(names.toString().getBytes(StandardCharsets.US_ASCII), 1);
    sections.add(new Section(nameTableName, SHT_STRTAB, nameTable));
    Span headers = append(new byte[(sections.size() + 1) * 64], 8);
    ByteBuffer out = ByteBuffer.wrap(content).order(order);
    writeHeader(out, entry, headers.offset());
    segments.forEach(segment -> writeSegment(out, segment));
    // The first section's header is all zero.
    out.position(headers.offset() + 64);
    sections.forEach(section -> writeSection(out, section));
    return content;
  }

  private void writeHeader(ByteBuffer out, int entry, int sectionHeaders) {
    int encoding = order == ByteOrder.LITTLE_ENDIAN ? 1 : 2;
    out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, (byte) encoding, 1}).position(16);
    out.putShort(ET_EXEC).putShort(EM_X86_64).putInt(1);
    out.putLong(BASE + entry).putLong(64).putLong(sectionHeaders).putInt(0);
    out.putShort((short) 64).putShort((short) 56).putShort((short) SEGMENTS);
    out.putShort((short) 64).putShort((short) (sections.size() + 1));
    out.putShort((short) sections.size());
  }

  private static void writeSegment(ByteBuffer out, Segment segment) {
    Span span = segment.span();
    long address = span.size() == 0 ? 0 : BASE + span.offset();
    out.putInt(segment.type()).putInt(segment.flags()).putLong(span.offset());
    out.putLong(address).putLong(address);
    out.putLong(span.size()).putLong(segment.memory()).putLong(segment.alignment());
  }

  /** Sections are not marked as loaded: nobody who loads looks at them. */
  private static void writeSection(ByteBuffer out, Section section) {
    out.putInt(section.nameOffset()).putInt(section.type()).putLong(0).putLong(0);
    out.putLong(section.span().offset()).putLong(section.span().size());
    out.putInt(0).putInt(0).putLong(1).putLong(0);
  }
}
