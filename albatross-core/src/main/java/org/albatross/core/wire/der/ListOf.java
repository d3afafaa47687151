package org.albatross.core.wire.der;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SEQUENCE OF and SET OF. A set is written sorted, as DER demands, and read in any order and with
 * duplicates (docs/protocol/wire.md, Messages).
 */
public final class ListOf<T> extends Codec<List<T>> {
  /**
   * More elements than any list of a real message has. Without a bound, here and for all lists of a
   * message together, a large message of empty elements would take many times its own size in
   * memory.
   */
  public static final int MAX_ELEMENTS = 1 << 16;

  private final int tag;
  private final Codec<T> element;

  ListOf(int tag, Codec<T> element) {
    this.tag = tag;
    this.element = element;
  }

  @Override
  public boolean accepts(int other) {
    return other == tag;
  }

  @Override
  public List<T> read(DerReader in) throws DecodeException {
    DerReader content = in.enter(tag);
    List<T> values = new ArrayList<>();
    while (!content.atEnd()) {
      if (values.size() == MAX_ELEMENTS) {
        throw content.error("more than " + MAX_ELEMENTS + " elements");
      }
      content.countElement();
      values.add(element.read(content));
    }
    return values;
  }

  @Override
  public void write(DerWriter out, List<T> values) {
    int mark = out.size();
    if (tag == Tag.SET) {
      writeSorted(out, values);
    } else {
      for (int i = values.size() - 1; i >= 0; i--) {
        element.write(out, values.get(i));
      }
    }
    out.header(tag, mark);
  }

  private void writeSorted(DerWriter out, List<T> values) {
    byte[][] encoded = new byte[values.size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = element.encode(values.get(i));
    }
    Arrays.sort(encoded, Arrays::compareUnsigned);
    for (int i = encoded.length - 1; i >= 0; i--) {
      out.octets(encoded[i]);
    }
  }
}
