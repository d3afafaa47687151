package org.albatross.stats;

import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one client asks for, or albatrossd over its link; kept open until the other side leaves. */
final class Session implements FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Commands commands;
  private final Streams streams;
  private final boolean linked;

  /**
   * A connection on which nothing was said.
   *
   * @param linked whether albatrossd is at the other end
   */
  public Session(Commands commands, Streams streams, boolean linked) {
    this.commands = commands;
    this.streams = streams;
    this.linked = linked;
  }

  @Override
  public void onFrame(Connection connection, byte[] frame) {
    if (frame.length == 0) {
      connection.finish();
      return;
    }
    connection.allowSilence();
    try {
      handle(connection, Wire.decode(frame));
    } catch (DecodeException e) {
      refuse(connection, new Message(0, Name.ROOT, new Payload.Failure(e.getMessage())));
    }
  }

  @Override
  public void onError(Connection connection, FrameException error) {
    refuse(connection, new Message(0, Name.ROOT, new Payload.Failure(error.getMessage())));
  }

  @Override
  public void onClosed(Connection connection) {
    streams.unsubscribe(connection);
  }

  private void handle(Connection connection, Message request) {
    if (request.payload() instanceof StatsCommand.Add add) {
      connection.pause();
      commands.add(
          request,
          add,
          linked,
          answer -> {
            answer(connection, request, answer);
            connection.resume();
          });
    } else if (request.payload() instanceof StatsCommand.Remove) {
      answer(connection, request, commands.remove(request, linked));
    } else if (request.payload() instanceof StatsCommand.Subscribe) {
      answer(connection, request, streams.subscribe(connection, request.name()));
      streams.begin(connection, request.name());
    } else if (request.payload() instanceof StatsCommand.Watch) {
      answer(connection, request, streams.watch(connection, request.name()));
      streams.begin(connection, request.name());
    } else {
      answer(
          connection,
          request,
          new Payload.Failure("albatross-stats takes stats add, remove and subscribe only"));
    }
  }

  /** Who was refused has to go; albatrossd's link is made again from here. */
  private static void answer(Connection connection, Message request, Payload answer) {
    if (answer instanceof Success) {
      connection.send(Wire.encode(request.reply(answer)));
    } else {
      refuse(connection, request.reply(answer));
    }
  }

  private static void refuse(Connection connection, Message reply) {
    if (reply.payload() instanceof Payload.Failure failure) {
      LOG.info("refusing a command: {}", failure.message());
    }
    connection.send(Wire.encode(reply));
    connection.finishAndDrain();
  }
}
