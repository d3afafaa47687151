package org.albatross.console;

import java.time.Instant;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Connection;
import org.albatross.core.ring.Ring;
import org.albatross.core.wire.Wire;

/** Keeps what unikernels write, and streams it to those who subscribed. */
final class Streams implements Fifos.Listener {
  private static final long STREAM = 0;

  private final Consoles<Subscriber> consoles;
  private final Backlog backlog;

  Streams(Consoles<Subscriber> consoles, Backlog backlog) {
    this.consoles = consoles;
    this.backlog = backlog;
  }

  @Override
  public void onLines(Name name, Instant time, List<Bytes> lines) {
    consoles.get(name).ifPresent(console -> deliver(console, time, lines));
  }

  @Override
  public void onEnd(Name name) {
    consoles.end(name);
  }

  private void deliver(Console<Subscriber> console, Instant time, List<Bytes> lines) {
    consoles.add(console, time, lines);
    List<Subscriber> subscribers = console.subscribers();
    if (subscribers.isEmpty()) {
      return;
    }
    for (Bytes line : lines) {
      byte[] frame = frame(console.name(), time, line);
      for (Subscriber subscriber : subscribers) {
        subscriber.connection().send(frame);
      }
    }
    backlog.check(console);
  }

  /**
   * Answers a subscription, sends what is kept, and from now on what comes.
   *
   * @param request a {@link ConsoleCommand.SubscribeSince} or {@link ConsoleCommand.SubscribeLast}
   */
  void subscribe(Subscriber subscriber, Message request) {
    Connection connection = subscriber.connection();
    var subscription = consoles.subscribe(request.name(), subscriber);
    subscription.replaced().ifPresent(old -> old.connection().finish());
    backlog.add(subscriber);
    Console<Subscriber> console = subscription.console();
    String answer = console.ring().isPresent() ? "subscribed" : "waiting for the unikernel";
    connection.send(Wire.encode(request.reply(new Success.Text(answer))));
    console
        .ring()
        .map(ring -> wanted(ring, request.payload()))
        .orElse(List.of())
        .forEach(entry -> connection.send(frame(console.name(), entry.time(), entry.line())));
    backlog.check(console);
  }

  /** The subscriber's connection is closed. */
  void unsubscribe(Subscriber subscriber) {
    consoles.unsubscribe(subscriber.name(), subscriber);
    backlog.remove(subscriber);
  }

  private static List<Ring.Entry> wanted(Ring ring, Payload request) {
    if (request instanceof ConsoleCommand.SubscribeSince since) {
      return ring.since(since.since());
    }
    return request instanceof ConsoleCommand.SubscribeLast last
        ? ring.last(last.count())
        : List.of();
  }

  private static byte[] frame(Name name, Instant time, Bytes line) {
    return Wire.encode(new Message(STREAM, name, new Payload.ConsoleLine(time, line)));
  }
}
