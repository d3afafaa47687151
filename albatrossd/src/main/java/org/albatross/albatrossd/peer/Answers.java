package org.albatross.albatrossd.peer;

import java.time.Duration;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameException;
import org.albatross.core.transfer.RefusedData;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How peers are answered, and what becomes of the connection then. */
public final class Answers {
  /** How long a connection that is kept may say nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  /** What a peer is told of a failure. Only what is meant for people goes out. */
  public static Payload failure(Throwable failure) {
    Throwable cause = Work.cause(failure);
    if (cause instanceof AlbatrossException) {
      return new Payload.Failure(cause.getMessage());
    }
    LOG.error("internal error", cause);
    LastWords.heed(cause);
    return new Payload.Failure("internal error in albatrossd, see its log");
  }

  /** Answers a command. */
  public static void send(Connection connection, Message message, Payload answer) {
    if (answer instanceof Payload.Failure failure) {
      LOG.info("refused a command for {}: {}", message.name(), failure.message());
    }
    try {
      connection.sendLarge(Wire.encode(message.reply(answer)));
    } catch (FrameException e) {
      refuse(connection, message.reply(new Payload.Failure(e.getMessage())));
      return;
    }
    boolean adds =
        message.payload() instanceof PolicyCommand.Add
            || message.payload() instanceof PolicyCommand.AddIssued;
    boolean keep = adds && answer instanceof Success.Text;
    if (keep) {
      connection.awaitInput(PATIENCE);
      connection.resume();
    } else if (answer instanceof Payload.Failure) {
      connection.finishAndDrain();
    } else {
      connection.finish();
    }
  }

  /** Refuses a transfer whose peer may send all of it before it reads why. */
  public static void refuseData(Connection connection, Message message, Payload failure) {
    if (message.payload() instanceof Payload.Command command && command.isFollowedByData()) {
      say(connection, message.reply(failure));
      connection.finishAndDrainData(RefusedData.most(message.payload(), connection.maxMessage()));
    } else {
      refuse(connection, message.reply(failure));
    }
  }

  /** Says why, and goes on taking what the peer may still send. */
  public static void refuse(Connection connection, Message reply) {
    say(connection, reply);
    connection.finishAndDrain();
  }

  private static void say(Connection connection, Message reply) {
    if (reply.payload() instanceof Payload.Failure failure) {
      LOG.info("refused a peer: {}", failure.message());
    }
    connection.send(Wire.encode(reply));
  }
}
