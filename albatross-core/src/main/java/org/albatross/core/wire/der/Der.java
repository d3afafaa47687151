package org.albatross.core.wire.der;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.SortedSet;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.Utf8;

/** The primitive types of the grammar (docs/protocol/wire.md, Messages). */
public final class Der {
  private static final long MAX_INTEGER = (1L << 62) - 1;

  private Der() {}

  /** An INTEGER of at most 63 bits. */
  public static final Codec<Long> INTEGER =
      new Primitive<>(Tag.INTEGER) {
        @Override
        Long readContent(DerReader in) throws DecodeException {
          return readInteger(in);
        }

        @Override
        void writeContent(DerWriter out, Long value) {
          long rest = value;
          if (rest < -MAX_INTEGER - 1 || rest > MAX_INTEGER) {
            throw new IllegalArgumentException("INTEGER out of range: " + value);
          }
          boolean more;
          do {
            out.octet((int) rest);
            more = rest >> 7 != rest >> 63;
            rest >>= 8;
          } while (more);
        }
      };

  private static long readInteger(DerReader in) throws DecodeException {
    int length = in.length();
    if (length == 0) {
      throw in.error("an INTEGER without bytes");
    }
    if (length > 8) {
      throw in.error("an INTEGER of " + length + " bytes, over 63 bits");
    }
    int first = in.readByte();
    long value = (byte) first;
    for (int i = 1; i < length; i++) {
      int next = in.readByte();
      if (i == 1 && (first == 0x00 && next < 0x80 || first == 0xFF && next >= 0x80)) {
        throw in.error("INTEGER not minimal");
      }
      value = value << 8 | next;
    }
    if (value < -MAX_INTEGER - 1 || value > MAX_INTEGER) {
      throw in.error("an INTEGER over 63 bits");
    }
    return value;
  }

  /** Any value but 0 is true; true is written as 255. */
  public static final Codec<Boolean> BOOLEAN =
      new Primitive<>(Tag.BOOLEAN) {
        @Override
        Boolean readContent(DerReader in) throws DecodeException {
          if (in.length() != 1) {
            throw in.error("a BOOLEAN of " + in.length() + " bytes");
          }
          return in.readByte() != 0;
        }

        @Override
        void writeContent(DerWriter out, Boolean value) {
          out.octet(value ? 0xFF : 0);
        }
      };

  public static final Codec<Bytes> OCTETS = bytes(Tag.OCTET_STRING);

  /** Text that nobody checks for being text. */
  public static final Codec<Bytes> TEXT_BYTES = bytes(Tag.UTF8_STRING);

  public static final Codec<String> TEXT =
      new Primitive<>(Tag.UTF8_STRING) {
        @Override
        String readContent(DerReader in) {
          return in.readRestAsText();
        }

        @Override
        void writeContent(DerWriter out, String value) {
          out.octets(Utf8.encode(value));
        }
      };

  /** Nothing but the fact that it is there. */
  public static final Codec<Boolean> NULL =
      new Primitive<>(Tag.NULL) {
        @Override
        Boolean readContent(DerReader in) {
          return true;
        }

        @Override
        void writeContent(DerWriter out, Boolean value) {}
      };

  /** 64 bits in an OCTET STRING of 8 bytes, big-endian. */
  public static final Codec<Long> INT64 =
      OCTETS.map(
          octets -> {
            if (octets.length() != Long.BYTES) {
              throw new DecodeException("expected 8 bytes, found " + octets.length());
            }
            return octets.toBuffer().getLong();
          },
          value -> Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(value).array()));

  public static final Codec<Instant> TIME =
      new Primitive<>(Tag.GENERALIZED_TIME) {
        @Override
        Instant readContent(DerReader in) throws DecodeException {
          return GeneralizedTime.parse(in.readRestAsText());
        }

        @Override
        void writeContent(DerWriter out, Instant value) {
          out.octets(Utf8.encode(GeneralizedTime.format(value)));
        }
      };

  public static final Codec<Name> NAME = TEXT.map(Name::parse, Name::text);

  public static <T> Codec<T> constant(T value) {
    return NULL.map(nothing -> value, unused -> true);
  }

  /** A type without an encoding, for components that a shape lacks. */
  public static <T> Codec<T> nothing() {
    return new Codec<>() {
      @Override
      public boolean accepts(int tag) {
        return false;
      }

      @Override
      public T read(DerReader in) {
        throw new IllegalStateException("has no encoding");
      }

      @Override
      public void write(DerWriter out, T value) {
        throw new IllegalStateException("has no encoding");
      }
    };
  }

  public static Codec<SortedSet<Long>> sorted(Codec<java.util.List<Long>> list) {
    return list.map(SortedSets::copyOf, java.util.List::copyOf);
  }

  public static Codec<SortedSet<String>> sortedTexts(Codec<java.util.List<String>> list) {
    return list.map(SortedSets::copyOf, java.util.List::copyOf);
  }

  private static Codec<Bytes> bytes(int tag) {
    return new Primitive<>(tag) {
      @Override
      Bytes readContent(DerReader in) {
        return in.readRest();
      }

      @Override
      void writeContent(DerWriter out, Bytes value) {
        out.octets(value);
      }
    };
  }

  private abstract static class Primitive<T> extends Codec<T> {
    private final int tag;

    Primitive(int tag) {
      this.tag = tag;
    }

    abstract T readContent(DerReader in) throws DecodeException;

    abstract void writeContent(DerWriter out, T value);

    @Override
    public final boolean accepts(int other) {
      return other == tag;
    }

    @Override
    public final T read(DerReader in) throws DecodeException {
      DerReader content = in.enter(tag);
      T value = readContent(content);
      content.expectEnd();
      return value;
    }

    @Override
    public final void write(DerWriter out, T value) {
      int mark = out.size();
      writeContent(out, value);
      out.header(tag, mark);
    }
  }
}
