package org.albatross.albatrossd.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.albatross.albatrossd.peer.Answers;
import org.albatross.albatrossd.peer.Commands;
import org.albatross.albatrossd.peer.TransferPeer;
import org.albatross.albatrossd.work.Bulk;
import org.albatross.albatrossd.work.Owner;
import org.albatross.albatrossd.work.OwnerShares;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.net.PeerRole;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;

/**
 * One connection to albatrossd: one command, one reply, and closed; kept open after a policy was
 * added, and for albatross-stats (docs/protocol/daemons.md, Sockets).
 */
public final class Session implements FrameHandler {
  private final Dispatch dispatch;
  private final PeerRole role;
  private Optional<FrameHandler> successor = Optional.empty();

  /** Gives the share of the last command back: its answer may not have been taken yet. */
  private Runnable leave = () -> {};

  /** Who answers what. */
  public record Dispatch(
      Commands<UnikernelCommand> unikernels,
      Commands<PolicyCommand> policies,
      Commands<BlockCommand> blocks,
      Transfers transfers,
      OwnerShares shares,
      Bulk bulk,
      Executor loop,
      StatsRegistration stats) {}

  /** What happens when albatross-stats offers itself. */
  public interface StatsRegistration {
    FrameHandler register(Connection connection);
  }

  public Session(Dispatch dispatch, PeerRole role) {
    this.dispatch = dispatch;
    this.role = role;
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
      Answers.refuse(connection, new Message(0, Name.ROOT, new Payload.Failure(e.getMessage())));
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
      Answers.refuse(connection, message.reply(new Payload.Failure(e.getMessage())));
      return;
    }
    if (moves) {
      transfer(connection, message, owner);
    } else {
      Work.unheard(
          answer(message, owner)
              .exceptionally(Answers::failure)
              .thenAccept(answer -> Answers.send(connection, message, answer)));
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
                  Answers.refuseData(connection, message, Answers.failure(failure));
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

  private void registerStats(Connection connection, Message message) {
    connection.send(Wire.encode(message.reply(new Success.Empty())));
    successor = Optional.of(dispatch.stats().register(connection));
    connection.resume();
  }

  @Override
  public void onError(Connection connection, FrameException error) {
    if (successor.isPresent()) {
      successor.get().onError(connection, error);
    } else {
      Answers.refuse(
          connection, new Message(0, Name.ROOT, new Payload.Failure(error.getMessage())));
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
