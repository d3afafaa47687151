package org.albatross.core.wire;

import java.util.concurrent.atomic.AtomicReference;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.wire.der.DerWriter;

/**
 * A message whose image is too large to be held: what stands before the image in it, and what
 * behind it.
 */
public record AroundImage(Bytes before, Bytes behind) {
  /**
   * Encodes a create without its image.
   *
   * @param name whom it is about, and the sequence of the message
   * @param length the bytes of the image that will stand in between
   */
  public static AroundImage of(Message name, UnikernelCommand.Create create, int length) {
    Bytes marker = marker();
    Image image = new Image(create.config().image().compressed(), marker);
    Payload whole =
        new UnikernelCommand.Create(create.config().withImage(image), create.force(), false);
    return of(name.reply(whole), marker, length);
  }

  /** Stands for the image in a message that is encoded without it. */
  public static Bytes marker() {
    return Bytes.wrap(new byte[0]);
  }

  /**
   * Encodes a message without its image.
   *
   * @param marker stands in it where the image will
   * @param length the bytes of the image that will stand in between
   */
  public static AroundImage of(Message message, Bytes marker, int length) {
    AtomicReference<Bytes> behind = new AtomicReference<>(Bytes.EMPTY);
    DerWriter out =
        new DerWriter() {
          @Override
          public void octets(Bytes value) {
            if (isMarker(value)) {
              behind.set(Bytes.wrap(gap(length)));
            } else {
              super.octets(value);
            }
          }

          @SuppressWarnings("ReferenceEquality") // other empty bytes are no image
          private boolean isMarker(Bytes value) {
            return value == marker;
          }
        };
    Wire.write(out, message);
    return new AroundImage(Bytes.wrap(out.toByteArray()), behind.get());
  }
}
