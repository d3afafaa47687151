package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.wire.AroundImage;
import org.albatross.core.wire.Envelope;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages, as they come out of frames (docs/protocol/wire.md, Wire). */
class MessageFuzzTest {
  /** An element of a list takes two bytes at least, and becomes an object or two. */
  private static final int ALLOCATED_PER_BYTE = 512;

  /** Fractions of a second are written to the millisecond and read to the nanosecond. */
  private static final Pattern FRACTION = Pattern.compile("\\.\\d+Z");

  @MethodSource("org.albatross.fuzz.Seeds#messages")
  @FuzzTest
  void message(byte[] input) throws Exception {
    Limits.checkAllocation(input, ALLOCATED_PER_BYTE, () -> decode(input));
    checkEnvelope(input);
    Optional<Message> read = decode(input);
    if (read.isPresent()) {
      checkTaken(input, read.get());
    }
  }

  private static Optional<Message> decode(byte[] input) {
    try {
      return Optional.of(Wire.decode(input));
    } catch (DecodeException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    }
  }

  /**
   * Written and read again it is the same, in all that is written of it: sets are in their order
   * then, and times may have lost something.
   */
  private static void checkTaken(byte[] input, Message message) throws DecodeException {
    byte[] written = Wire.encode(message);
    Message again = Wire.decode(written);
    byte[] writtenAgain = Wire.encode(again);
    if (!FRACTION.matcher(message.toString()).find()) {
      assertArrayEquals(written, writtenAgain);
    }
    Message third = Wire.decode(writtenAgain);
    assertArrayEquals(writtenAgain, Wire.encode(third));
    assertArrayEquals(written, join(Wire.encodeParts(message)));
    Envelope envelope = Envelope.of(input, input.length);
    assertEquals(input.length, envelope.length() + envelope.payloadLength());
    if (message.payload() instanceof UnikernelCommand.Create create && !create.streamed()) {
      checkAroundImage(message, create, written);
    }
  }

  private static void checkAroundImage(
      Message message, UnikernelCommand.Create create, byte[] written) {
    Bytes image = create.config().image().data();
    AroundImage around = AroundImage.of(message, create, image.length());
    assertArrayEquals(written, join(java.util.List.of(around.before(), image, around.behind())));
  }

  /** The beginning alone, which is all that is looked at when a large message passes by. */
  private static void checkEnvelope(byte[] input) {
    int beginning = Math.min(input.length, Envelope.MAX_LENGTH);
    try {
      Envelope envelope = Envelope.of(Arrays.copyOf(input, beginning), input.length);
      assertFalse(envelope.payloadLength() < 0);
    } catch (DecodeException e) {
      Limits.checkRefusal(e);
    }
  }

  private static byte[] join(Iterable<Bytes> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Bytes part : parts) {
      all.writeBytes(part.toArray());
    }
    return all.toByteArray();
  }
}
