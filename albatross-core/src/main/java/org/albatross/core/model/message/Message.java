package org.albatross.core.model.message;

import org.albatross.core.model.Name;

/**
 * A message (docs/protocol/wire.md, Wire), in version {@value #VERSION}.
 *
 * @param sequence a reply has that of its command, stream data have 0
 * @param name whom it is about
 */
public record Message(long sequence, Name name, Payload payload) {
  public static final int VERSION = 5;

  /** The answer to this message: the same sequence and name. */
  public Message reply(Payload answer) {
    return new Message(sequence, name, answer);
  }
}
