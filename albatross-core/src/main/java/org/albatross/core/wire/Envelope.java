package org.albatross.core.wire;

import org.albatross.core.model.Name;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.DerReader;
import org.albatross.core.wire.der.Tag;

/**
 * The beginning of a message: all before its payload. Lets one give a message another header while
 * the payload, which may be large, passes by unread.
 *
 * @param length bytes of the message before the payload
 * @param payloadLength bytes of the payload
 */
public record Envelope(int length, int payloadLength) {
  /** No envelope is longer: the name has at most 250 bytes. */
  public static final int MAX_LENGTH = 320;

  /**
   * Finds the envelope of a message.
   *
   * @param beginning at least {@link #MAX_LENGTH} bytes of the message, or all of it
   * @param messageLength the bytes of the whole message
   */
  public static Envelope of(byte[] beginning, int messageLength) throws DecodeException {
    if (beginning.length < Math.min(MAX_LENGTH, messageLength)) {
      throw new IllegalArgumentException("only " + beginning.length + " bytes of a message");
    }
    DerReader in = DerReader.ofBeginning(beginning, messageLength);
    DerReader message = in.enter(Tag.SEQUENCE);
    in.expectEnd();
    message.enter(Tag.SEQUENCE);
    if (message.position() > beginning.length) {
      throw message.error("a header of more than " + MAX_LENGTH + " bytes, ending");
    }
    return new Envelope(message.position(), messageLength - message.position());
  }

  /** An envelope with another header for the same payload. */
  public byte[] replacedBy(long sequence, Name name) {
    return Wire.encodeEnvelope(sequence, name, payloadLength);
  }
}
