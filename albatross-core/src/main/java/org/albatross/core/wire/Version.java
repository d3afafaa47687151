package org.albatross.core.wire;

import org.albatross.core.model.message.Message;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.Der;

/** The version of the protocol, an INTEGER that must be {@value Message#VERSION}. */
final class Version {
  private Version() {}

  static final Codec<Integer> CODEC =
      Der.INTEGER.map(
          found -> {
            if (found != Message.VERSION) {
              throw new DecodeException(
                  "unsupported protocol version %s, this program speaks version %s"
                      .formatted(found, Message.VERSION));
            }
            return Message.VERSION;
          },
          Integer::longValue);
}
