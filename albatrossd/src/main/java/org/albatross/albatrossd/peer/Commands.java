package org.albatross.albatrossd.peer;

import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;

/** A part of the daemon that answers commands of one kind. */
public interface Commands<C extends Payload.Command> {
  /**
   * Carries a command out.
   *
   * @return the answer, on the loop's thread; an AlbatrossException becomes a failure reply
   */
  CompletableFuture<Payload> handle(Message message, C command, Owner owner);
}
