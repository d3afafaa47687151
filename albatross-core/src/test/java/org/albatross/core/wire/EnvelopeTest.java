package org.albatross.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Names;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

/** Parts of messages are replaced as if the whole had been decoded and written anew. */
final class EnvelopeTest {
  private static byte[] join(byte[] beginning, byte[] rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(beginning);
    out.writeBytes(rest);
    return out.toByteArray();
  }

  @Test
  void aMessageWithAnotherHeaderIsTheMessageWrittenWithThatHeader() {
    Property.holds(
        1000,
        random -> {
          Message message = Messages.any(random);
          byte[] bytes = Wire.encode(message);
          byte[] beginning = Arrays.copyOf(bytes, Math.min(bytes.length, Envelope.MAX_LENGTH));
          Envelope envelope = Envelope.of(beginning, bytes.length);
          Name name = Names.any(random);
          byte[] payload = Arrays.copyOfRange(bytes, envelope.length(), bytes.length);
          assertEquals(payload.length, envelope.payloadLength());
          assertArrayEquals(
              Wire.encode(new Message(7, name, message.payload())),
              join(envelope.replacedBy(7, name), payload));
        });
  }

  @Test
  void whatIsNoMessageHasNoEnvelope() {
    byte[] message = Wire.encode(new Message(0, Name.ROOT, new Payload.Failure("no")));
    assertThrows(DecodeException.class, () -> Envelope.of(new byte[0], 0));
    assertThrows(DecodeException.class, () -> Envelope.of(new byte[400], 400));
    byte[] longer = Arrays.copyOf(message, message.length + 1);
    assertThrows(DecodeException.class, () -> Envelope.of(longer, longer.length));
    Property.holds(
        2000,
        random -> {
          byte[] noise = random.bytes(400);
          byte[] beginning = Arrays.copyOf(message, message.length);
          beginning[random.between(0, beginning.length - 1)] = (byte) random.anyInt();
          for (byte[] each : java.util.List.of(noise, beginning)) {
            try {
              Envelope envelope = Envelope.of(each, each.length);
              assertEquals(each.length, envelope.length() + envelope.payloadLength());
            } catch (DecodeException refused) {
              assertEquals(DecodeException.class, refused.getClass());
            }
          }
        });
  }

  @Test
  void aCreateAroundItsImageIsTheWholeCreate() {
    Property.holds(
        500,
        random -> {
          UnikernelConfig config = Messages.config(random);
          UnikernelCommand.Create whole =
              new UnikernelCommand.Create(config, random.oneIn(2), false);
          Image image = new Image(config.image().compressed(), Bytes.EMPTY);
          UnikernelCommand.Create streamed =
              new UnikernelCommand.Create(config.withImage(image), whole.force(), true);
          Message message = new Message(random.anyLong(), Names.any(random), whole);
          AroundImage around = AroundImage.of(message, streamed, config.image().data().length());
          assertArrayEquals(
              Wire.encode(message),
              join(
                  join(around.before().toArray(), config.image().data().toArray()),
                  around.behind().toArray()));
        });
  }
}
