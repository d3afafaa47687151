package org.albatross.core.wire.der;

import org.albatross.core.model.Bytes;
import org.albatross.core.model.Utf8;

/**
 * Reads DER strictly: lengths are definite and minimal and stay inside what encloses them. Copies
 * nothing: contents are parts of the array that was given.
 */
public final class DerReader {
  /** How many elements all lists of a message may have together, those within others included. */
  public static final int MAX_ELEMENTS = 1 << 18;

  private final byte[] data;
  private final int end;
  private final Elements elements;
  private int position;

  /** Counts the elements of all lists of one message. */
  private static final class Elements {
    private int count;
  }

  public DerReader(byte[] data) {
    this(data, 0, data.length, new Elements());
  }

  private DerReader(byte[] data, int position, int end, Elements elements) {
    this.data = data;
    this.elements = elements;
    this.position = position;
    this.end = end;
  }

  /**
   * Reads the beginning of something longer. Who calls sees to it that what is read is there.
   *
   * @param length of all of it, in bytes
   */
  public static DerReader ofBeginning(byte[] beginning, int length) {
    return new DerReader(beginning, 0, length, new Elements());
  }

  public boolean atEnd() {
    return position == end;
  }

  /** The tag that comes next, without reading it; -1 at the end. */
  public int peekTag() throws DecodeException {
    if (atEnd()) {
      return -1;
    }
    int start = position;
    int tag = readTag();
    position = start;
    return tag;
  }

  /** Reads a tag that must be this one, and its length; the result reads the content. */
  public DerReader enter(int tag) throws DecodeException {
    int start = position;
    int found = atEnd() ? -1 : readTag();
    if (found != tag) {
      position = start;
      throw error(
          "expected %s, found %s"
              .formatted(Tag.describe(tag), found < 0 ? "the end" : Tag.describe(found)));
    }
    int length = readLength();
    DerReader content = new DerReader(data, position, position + length, elements);
    position += length;
    return content;
  }

  public void expectEnd() throws DecodeException {
    if (!atEnd()) {
      throw error(end - position + " bytes too many");
    }
  }

  /** One more element of a list comes. */
  public void countElement() throws DecodeException {
    if (++elements.count > MAX_ELEMENTS) {
      throw error("more than " + MAX_ELEMENTS + " elements in all");
    }
  }

  public int length() {
    return end - position;
  }

  /** Bytes of the whole that were read or skipped. */
  public int position() {
    return position;
  }

  /** The next byte of a content, as 0 to 255. */
  public int readByte() throws DecodeException {
    if (atEnd()) {
      throw error("unexpected end");
    }
    return data[position++] & 0xFF;
  }

  public Bytes readRest() {
    Bytes rest = Bytes.wrap(data, position, end - position);
    position = end;
    return rest;
  }

  public String readRestAsText() {
    String text = Utf8.decode(data, position, end - position);
    position = end;
    return text;
  }

  public DecodeException error(String what) {
    return new DecodeException(what + " at byte " + position);
  }

  private int readTag() throws DecodeException {
    int lead = readByte();
    int number = lead & 0x1F;
    if (number == 0x1F) {
      number = readHighTagNumber();
    }
    return (lead & 0xE0) << 16 | number;
  }

  private int readHighTagNumber() throws DecodeException {
    int number = 0;
    int octet;
    do {
      octet = readByte();
      number = number << 7 | (octet & 0x7F);
      if (number == 0 || number > Tag.MAX_NUMBER) {
        throw error("tag number not minimal or over " + Tag.MAX_NUMBER);
      }
    } while ((octet & 0x80) != 0);
    if (number < 0x1F) {
      throw error("tag number not minimal");
    }
    return number;
  }

  private int readLength() throws DecodeException {
    int first = readByte();
    long length = first;
    if (first == 0x80) {
      throw error("indefinite length");
    }
    if (first > 0x80) {
      length = readLongLength(first & 0x7F);
    }
    if (length > end - position) {
      throw error("a length of %s, but only %s bytes left".formatted(length, end - position));
    }
    return (int) length;
  }

  private long readLongLength(int octets) throws DecodeException {
    if (octets > 4) {
      throw error("a length of " + octets + " bytes");
    }
    long length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | readByte();
    }
    if (length < 0x80 || length < (1L << (8 * (octets - 1)))) {
      throw error("length not minimal");
    }
    return length;
  }
}
