package org.albatross.client.transport;

import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;

/**
 * What headers the replies to a command have; one with another header answers somebody else
 * (docs/rationale.md, albatross-client).
 *
 * @param name whom the command is about, as the daemon knows it
 * @param remote whether an endpoint is in between, which numbers as it likes what it asks a daemon
 *     and passes streams on with that; it says 0 in the reply that ends a conversation
 */
public record ReplyHeaders(Name name, boolean remote) {
  /**
   * Refuses a reply that is not one to the request.
   *
   * @throws ClientException that names both
   */
  void check(Request request, Message reply) throws ClientException {
    if (reply.payload() instanceof Payload.Failure && isToNobody(reply)) {
      return;
    }
    boolean numbered = !remote || !isStreamed(request.command());
    long sequence = remote ? 0 : request.message().sequence();
    if (numbered && reply.sequence() != sequence || !isAbout(request.command(), reply)) {
      throw ClientException.communication(
              "this is not the answer: %s, and %s"
                  .formatted(
                      "it has the sequence " + reply.sequence() + " and is about " + reply.name(),
                      "what was asked has " + sequence + " and is about " + name))
          .hint("is what listens there an albatross daemon? Nothing more of it was read");
    }
  }

  /** What could not be read as a message, or as a chain of certificates, has no name. */
  private static boolean isToNobody(Message reply) {
    return reply.sequence() == 0 && reply.name().equals(Name.ROOT);
  }

  private static boolean isStreamed(Payload.Command command) {
    return command instanceof BlockCommand.Dump
        || command instanceof ConsoleCommand.SubscribeLast
        || command instanceof ConsoleCommand.SubscribeSince
        || isSubscription(command);
  }

  private static boolean isSubscription(Payload.Command command) {
    return command instanceof StatsCommand.Watch || command instanceof StatsCommand.Subscribe;
  }

  private boolean isAbout(Payload.Command command, Message reply) {
    if (!isSubscription(command) || !(reply.payload() instanceof Payload.Data)) {
      return reply.name().equals(name);
    }
    // Statistics name the unikernel that they are of, as seen from the path that was asked for.
    return name.label().isEmpty() || reply.name().equals(new Name(Path.ROOT, name.label()));
  }
}
