package org.albatross.console;

import java.util.Optional;
import org.albatross.core.host.HostException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection asks for. A subscription is the last command on it; the link of albatrossd
 * brings one {@code add} after the other.
 */
final class Session implements FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Consoles<Subscriber> consoles;
  private final Fifos fifos;
  private final Streams streams;
  private Optional<Subscriber> subscriber = Optional.empty();

  /** Whether albatrossd is at the other end. */
  private boolean linked;

  /** A connection that has not said anything. */
  public Session(Consoles<Subscriber> consoles, Fifos fifos, Streams streams) {
    this.consoles = consoles;
    this.fifos = fifos;
    this.streams = streams;
  }

  @Override
  public void onFrame(Connection connection, byte[] frame) {
    if (frame.length == 0 || subscriber.isPresent()) {
      connection.finish();
      return;
    }
    connection.allowSilence();
    try {
      handle(connection, Wire.decode(frame));
    } catch (DecodeException e) {
      refuse(connection, unreadable(), e.getMessage());
    }
  }

  @Override
  public void onError(Connection connection, FrameException error) {
    linked = false; // where the next message begins is not known
    refuse(connection, unreadable(), error.getMessage());
  }

  @Override
  public void onClosed(Connection connection) {
    subscriber.ifPresent(streams::unsubscribe);
  }

  private void handle(Connection connection, Message request) {
    linked |= request.payload() instanceof ConsoleCommand.Add;
    if (!(request.payload() instanceof ConsoleCommand command)) {
      refuse(connection, request, "albatross-console takes console commands only");
    } else if (command instanceof ConsoleCommand.ListInactive) {
      listInactive(connection, request);
    } else if (request.name().label().isEmpty()) {
      refuse(
          connection,
          request,
          "the name of a unikernel is needed, %s is a path".formatted(request.name()));
    } else if (command instanceof ConsoleCommand.Add add) {
      add(connection, request, add);
    } else {
      LOG.debug("somebody reads the console of {}", request.name());
      // Known before anything is sent: that may be too much for it, and the end of the connection.
      Subscriber reader = new Subscriber(connection, request.name());
      subscriber = Optional.of(reader);
      streams.subscribe(reader, request);
    }
  }

  private void add(Connection connection, Message request, ConsoleCommand.Add add) {
    try {
      fifos.open(request.name(), streams);
      consoles.start(request.name(), add.rings());
      LOG.debug("reading the console of {}", request.name());
      connection.send(Wire.encode(request.reply(new Success.Empty())));
    } catch (HostException e) {
      LOG.warn("cannot read the console of {}: {}", request.name(), e.getMessage());
      connection.send(Wire.encode(request.reply(new Payload.Failure(e.getMessage()))));
    }
  }

  private void listInactive(Connection connection, Message request) {
    Name name = request.name();
    if (name.label().isPresent()) {
      refuse(connection, request, "a path is needed, %s names a unikernel".formatted(name));
      return;
    }
    var names =
        consoles.inactive(name.path()).stream().map(each -> each.relativeTo(name.path())).toList();
    connection.send(Wire.encode(request.reply(new Success.Consoles(names))));
    connection.finish();
  }

  /** Stands for a command that could not be read. */
  private static Message unreadable() {
    return new Message(0, Name.ROOT, new Success.Empty());
  }

  /**
   * A client that was refused leaves. The link of albatrossd is kept, for the original makes it
   * once and never again: what was wrong with one unikernel is not wrong with the next.
   */
  private void refuse(Connection connection, Message request, String why) {
    LOG.info("refusing a command: {}", why);
    connection.send(Wire.encode(request.reply(new Payload.Failure(why))));
    if (!linked) {
      connection.finishAndDrain();
    }
  }
}
