package org.albatross.core.wire;

import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.Der;
import org.albatross.core.wire.der.DerWriter;
import org.albatross.core.wire.der.Sequence;
import org.albatross.core.wire.der.Tag;

/**
 * The encoding of messages (docs/protocol/wire.md, Wire). Every variant is read; only the newest
 * written.
 */
public final class Wire {
  private Wire() {}

  private record Header(long sequence, Name name) {}

  private static final Codec<Header> HEADER =
      Sequence.of(
          c -> {
            c.required("version", Version.CODEC, header -> Message.VERSION);
            var sequence = c.required("sequence", Der.INT64, Header::sequence);
            var name = c.required("name", Der.NAME, Header::name);
            return in -> new Header(in.get(sequence), in.get(name));
          });

  private static final Codec<Message> MESSAGE =
      Sequence.of(
          c -> {
            var header = c.required("header", HEADER, m -> new Header(m.sequence(), m.name()));
            var payload = c.required("payload", PayloadGrammar.PAYLOAD, Message::payload);
            return in ->
                new Message(in.get(header).sequence(), in.get(header).name(), in.get(payload));
          });

  /** Writes the envelope of a payload of so many bytes. */
  static byte[] encodeEnvelope(long sequence, Name name, int payloadLength) {
    DerWriter out = new DerWriter();
    out.gap(payloadLength);
    HEADER.write(out, new Header(sequence, name));
    out.header(Tag.SEQUENCE, 0);
    return out.toByteArray();
  }

  static void write(DerWriter out, Message message) {
    MESSAGE.write(out, message);
  }

  public static byte[] encode(Message message) {
    return MESSAGE.encode(message);
  }

  /**
   * As {@link #encode}, for a message with an image that is not to be copied, and perhaps is not in
   * the heap.
   */
  public static List<Bytes> encodeParts(Message message) {
    return MESSAGE.encodeParts(message);
  }

  /**
   * Reads one message that fills the bytes. The result refers to the array, which must not change
   * any more.
   */
  public static Message decode(byte[] bytes) throws DecodeException {
    return MESSAGE.decode(bytes);
  }
}
