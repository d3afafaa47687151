package org.albatross.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.DataSize;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.DerWriter;
import org.albatross.core.wire.der.Tag;

/**
 * The original's state (docs/protocol/wire.md, State), one unikernel at a time: all images together
 * may be larger than the memory, and than an array.
 */
public final class StateStream {
  /** An image of the largest size, and room for all else that is said of a unikernel. */
  private static final long MAX_ELEMENT = 2 * Image.MAX_LENGTH;

  private final InputStream in;
  private long position;

  private StateStream(InputStream in) {
    this.in = in;
  }

  /** Is told what a state holds. */
  public interface Reader {
    /** A unikernel; its image lies in memory until this returns. */
    void unikernel(Name name, UnikernelConfig config) throws AlbatrossException, IOException;
  }

  /**
   * Reads a state that fills the stream.
   *
   * @return its policies
   */
  public static NameTrie<Policy> read(InputStream in, Reader reader)
      throws AlbatrossException, IOException {
    return new StateStream(in).read(reader);
  }

  private NameTrie<Policy> read(Reader reader) throws AlbatrossException, IOException {
    int tag = readTag();
    int shape = tag - Tag.context(0);
    if (shape < 0 || shape > State.CURRENT) {
      throw error("unknown alternative " + Tag.describe(tag));
    }
    long end = readEnd(Long.MAX_VALUE);
    boolean hasPolicies = shape >= State.FIRST_WITH_POLICIES;
    if (hasPolicies && enter(Tag.SEQUENCE, end) != end) {
      throw error("bytes too many after the policies");
    }
    long unitsEnd = enter(Tag.SEQUENCE, end);
    readUnits(unitsEnd, State.unit(shape), reader);
    NameTrie<Policy> policies =
        hasPolicies ? State.policyUnits().decode(readElement(end)) : NameTrie.empty();
    if (position != end || in.read() >= 0) {
      throw error("bytes too many");
    }
    return policies;
  }

  private void readUnits(long end, Codec<Named<UnikernelConfig>> unit, Reader reader)
      throws AlbatrossException, IOException {
    NameTrie<Boolean> seen = NameTrie.empty();
    while (position < end) {
      Named<UnikernelConfig> next = unit.decode(readElement(end));
      if (seen.get(next.name()).isPresent()) {
        throw State.twice(next.name());
      }
      seen = seen.with(next.name(), true);
      reader.unikernel(next.name(), next.value());
    }
  }

  /** Reads the header of something constructed; returns where it ends. */
  private long enter(int tag, long end) throws DecodeException, IOException {
    int found = readTag();
    if (found != tag) {
      throw error("expected %s, found %s".formatted(Tag.describe(tag), Tag.describe(found)));
    }
    return readEnd(end);
  }

  /** A whole SEQUENCE, header included. */
  private byte[] readElement(long end) throws DecodeException, IOException {
    long length = enter(Tag.SEQUENCE, end) - position;
    if (length > MAX_ELEMENT) {
      throw error(
          "a unikernel of %s bytes, more than %s are not read"
              .formatted(length, new DataSize(MAX_ELEMENT)));
    }
    byte[] header = header(Tag.SEQUENCE, length);
    byte[] content = in.readNBytes((int) length);
    if (content.length < length) {
      throw error("unexpected end");
    }
    position += length;
    byte[] all = new byte[header.length + content.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(content, 0, all, header.length, content.length);
    return all;
  }

  private int readTag() throws DecodeException, IOException {
    int lead = readByte();
    if ((lead & 0x1F) == 0x1F) {
      throw error("unknown alternative");
    }
    return (lead & 0xE0) << 16 | (lead & 0x1F);
  }

  private long readEnd(long limit) throws DecodeException, IOException {
    long length = readByte();
    if (length >= 0x80) {
      int octets = (int) length & 0x7F;
      if (octets == 0 || octets > 6) {
        throw error("a length that is indefinite, or too large");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | readByte();
      }
      if (length < 0x80 || length < (1L << (8 * (octets - 1)))) {
        throw error("length not minimal");
      }
    }
    if (length > limit - position) {
      throw error("a length of " + length + " reaches beyond what encloses it");
    }
    return position + length;
  }

  private int readByte() throws DecodeException, IOException {
    int next = in.read();
    if (next < 0) {
      throw error("unexpected end");
    }
    position++;
    return next;
  }

  private DecodeException error(String what) {
    return new DecodeException(what + " at byte " + position);
  }

  /**
   * Writes the newest shape.
   *
   * @param unikernels whose images are best mapped files: they are read twice and not kept
   */
  public static void write(
      OutputStream out, List<Named<UnikernelConfig>> unikernels, NameTrie<Policy> policies)
      throws IOException {
    Codec<Named<UnikernelConfig>> unit = State.unit(State.CURRENT);
    List<Bytes> units = new ArrayList<>();
    for (Named<UnikernelConfig> each : unikernels) {
      units.addAll(unit.encodeParts(each));
    }
    long unitsLength = units.stream().mapToLong(Bytes::length).sum();
    byte[] unitsHeader = header(Tag.SEQUENCE, unitsLength);
    byte[] end = State.policyUnits().encode(policies);
    long stateLength = unitsHeader.length + unitsLength + end.length;
    byte[] stateHeader = header(Tag.SEQUENCE, stateLength);
    out.write(header(Tag.context(State.CURRENT), stateHeader.length + stateLength));
    out.write(stateHeader);
    out.write(unitsHeader);
    for (Bytes part : units) {
      part.writeTo(out);
    }
    out.write(end);
  }

  private static byte[] header(int tag, long length) {
    return DerWriter.header(tag, length);
  }
}
