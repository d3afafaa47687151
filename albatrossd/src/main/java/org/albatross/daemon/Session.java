package org.albatross.daemon;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.BlockCommand;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.Payload;
import org.albatross.core.model.PolicyCommand;
import org.albatross.core.model.StatsCommand;
import org.albatross.core.model.Success;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.net.PeerRole;
import org.albatross.core.transfer.RefusedData;
import org.albatross.core.wire.DecodeException;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to albatrossd: one command, one reply, and closed; kept open after a policy was
 * added, and for albatross-stats (docs/protocol/daemons.md, Sockets).
 */
final class Session implements FrameHandler {
  /** How long a connection that is kept may say nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Dispatch dispatch;
  private final PeerRole role;
  private Optional<FrameHandler> successor = Optional.empty();

  /** Gives the share of the last command back: its answer may not have been taken yet. */
  private Runnable leave = () -> {};

  /** Who answers what. */
  record Dispatch(
      Commands<UnikernelCommand> unikernels,
      Commands<PolicyCommand> policies,
      Commands<BlockCommand> blocks,
      Transfers transfers,
      OwnerShares shares,
      Bulk bulk,
      Executor loop,
      StatsRegistration stats) {}

  /** What happens when albatross-stats offers itself. */
  interface StatsRegistration {
    FrameHandler register(Connection connection);
  }

  Session(Dispatch dispatch, PeerRole role) {
    this.dispatch = dispatch;
    this.role = role;
  }

  /** What a peer is told of a failure. Only what is meant for people goes out. */
  static Payload failure(Throwable failure) {
    Throwable cause = Work.cause(failure);
    if (cause instanceof AlbatrossException) {
      return new Payload.Failure(cause.getMessage());
    }
    LOG.error("internal error", cause);
    LastWords.heed(cause);
    return new Payload.Failure("internal error in albatrossd, see its log");
  }

  @Override
  public void onFrame(Connection connection, byte[] frame) {
    if (successor.isPresent()) {
      successor.get().onFrame(connection, frame);
      return;
    }
    if (frame.length == 0) {
      // Outside of a stream an empty frame is an end of file (docs/protocol/wire.md, Frames).
      connection.finish();
      return;
    }
    Message message;
    try {
      message = Wire.decode(frame);
    } catch (DecodeException e) {
      refuse(connection, new Message(0, Name.ROOT, new Payload.Failure(e.getMessage())));
      return;
    }
    connection.pause();
    connection.allowSilence();
    if (message.payload() instanceof StatsCommand.Initial) {
      registerStats(connection, message);
      return;
    }
    Owner owner = Owner.of(role, message.name());
    boolean moves = Transfers.isTransfer(message.payload());
    leave.run();
    leave = () -> {};
    try {
      leave = dispatch.shares().enter(owner, moves);
    } catch (AlbatrossException e) {
      refuse(connection, message.reply(new Payload.Failure(e.getMessage())));
      return;
    }
    if (moves) {
      transfer(connection, message, owner);
    } else {
      Work.unheard(
          answer(message, owner)
              .exceptionally(Session::failure)
              .thenAccept(answer -> reply(connection, message, answer)));
    }
  }

  private void transfer(Connection connection, Message message, Owner owner) {
    TransferPeer peer =
        new TransferPeer(
            connection,
            message,
            owner,
            new TransferPeer.Threads(dispatch.bulk().of(owner), dispatch.loop()),
            next -> successor = Optional.of(next));
    Work.unheard(
        dispatch
            .transfers()
            .begin(peer)
            .exceptionally(
                failure -> {
                  refuseData(connection, message, failure(failure));
                  return null;
                }));
  }

  private CompletableFuture<Payload> answer(Message message, Owner owner) {
    Payload payload = message.payload();
    if (payload instanceof UnikernelCommand command) {
      return dispatch.unikernels().handle(message, command, owner);
    }
    if (payload instanceof PolicyCommand command) {
      return dispatch.policies().handle(message, command, owner);
    }
    if (payload instanceof BlockCommand command) {
      return dispatch.blocks().handle(message, command, owner);
    }
    return CompletableFuture.failedFuture(
        new AlbatrossException(
            "albatrossd answers commands about unikernels, policies and block devices only"));
  }

  static void reply(Connection connection, Message message, Payload answer) {
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

  private void registerStats(Connection connection, Message message) {
    connection.send(Wire.encode(message.reply(new Success.Empty())));
    successor = Optional.of(dispatch.stats().register(connection));
    connection.resume();
  }

  /** Refuses a transfer whose peer may send all of it before it reads why. */
  static void refuseData(Connection connection, Message message, Payload failure) {
    if (Transfers.isFollowedByData(message.payload())) {
      say(connection, message.reply(failure));
      connection.finishAndDrainData(RefusedData.most(message.payload(), connection.maxMessage()));
    } else {
      refuse(connection, message.reply(failure));
    }
  }

  private static void refuse(Connection connection, Message reply) {
    say(connection, reply);
    connection.finishAndDrain();
  }

  private static void say(Connection connection, Message reply) {
    if (reply.payload() instanceof Payload.Failure failure) {
      LOG.info("refused a peer: {}", failure.message());
    }
    connection.send(Wire.encode(reply));
  }

  @Override
  public void onError(Connection connection, FrameException error) {
    if (successor.isPresent()) {
      successor.get().onError(connection, error);
    } else {
      refuse(connection, new Message(0, Name.ROOT, new Payload.Failure(error.getMessage())));
    }
  }

  @Override
  public void onEnd(Connection connection) {
    if (successor.isPresent()) {
      successor.get().onEnd(connection);
    } else {
      connection.close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    leave.run();
    successor.ifPresent(next -> next.onClosed(connection));
  }
}
