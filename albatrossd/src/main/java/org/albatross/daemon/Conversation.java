package org.albatross.daemon;

import java.io.IOException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Payload;
import org.albatross.core.net.Detached;

/**
 * What is said with a peer on a thread of its own.
 *
 * @param release run on the loop's thread when it is over, before the peer hears the last word
 */
record Conversation(Talk talk, Runnable release) {
  /** Its last word is the answer. */
  interface Talk {
    Payload run(Detached peer) throws AlbatrossException, IOException;
  }

  static Conversation of(Talk talk) {
    return new Conversation(talk, () -> {});
  }
}
