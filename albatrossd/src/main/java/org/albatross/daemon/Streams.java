package org.albatross.daemon;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.BlockCommand;
import org.albatross.core.model.Message;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Success;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.net.Connection;
import org.albatross.core.net.Detached;
import org.albatross.core.net.EventLoop;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands whose data follow, or are answered, as a stream or in a large message. Each gets a
 * thread for as long as it lasts; how many there may be is bounded by the pool.
 */
final class Streams {
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  private final EventLoop loop;
  private final Executor pool;
  private final BlockTransfers blocks;
  private final ImageTransfers images;

  Streams(EventLoop loop, Executor pool, BlockTransfers blocks, ImageTransfers images) {
    this.loop = loop;
    this.pool = pool;
    this.blocks = blocks;
    this.images = images;
  }

  /** Whether the command is one of these. */
  static boolean isStream(Payload payload) {
    return BlockTransfers.isTransfer(payload) || ImageTransfers.isTransfer(payload);
  }

  /** How a conversation has something done on the loop's thread, and waits for it. */
  interface OnLoop {
    Payload await(Detached peer, Supplier<CompletableFuture<Payload>> operation) throws IOException;
  }

  /**
   * Takes the connection over if the command may be carried out.
   *
   * @return completes exceptionally, with the connection untouched, if it may not
   */
  CompletableFuture<Void> handle(Connection connection, Message message) {
    return begin(message).thenAccept(conversation -> take(connection, message, conversation));
  }

  private CompletableFuture<Conversation> begin(Message message) {
    if (message.payload() instanceof UnikernelCommand.Create create) {
      return images.create(message, create, this::onLoop);
    }
    if (message.payload() instanceof UnikernelCommand.Get get) {
      return images.get(message.name(), get.compression());
    }
    return blocks.begin(message, (BlockCommand) message.payload());
  }

  private void take(Connection connection, Message message, Conversation conversation) {
    Detached peer;
    try {
      peer = connection.detach();
    } catch (IOException e) {
      conversation.release().run();
      connection.close();
      return;
    }
    try {
      pool.execute(
          () -> {
            try {
              converse(peer, message, conversation);
            } finally {
              closeQuietly(peer);
            }
          });
    } catch (RejectedExecutionException e) {
      conversation.release().run();
      closeQuietly(peer);
    }
  }

  private void converse(Detached peer, Message message, Conversation conversation) {
    try {
      peer.progress();
      Payload answer = answer(peer, conversation);
      peer.progress();
      peer.send(Wire.encodeParts(message.reply(answer)));
      if (answer instanceof Payload.Failure) {
        peer.finishAndDrain();
      }
    } catch (IOException e) {
      LOG.info("the peer of a transfer for {} left: {}", message.name(), e.getMessage());
    }
  }

  /** What was locked is free before the peer hears the last word: it may ask for that at once. */
  private Payload answer(Detached peer, Conversation conversation) throws IOException {
    CompletableFuture<Payload> released = new CompletableFuture<>();
    Payload answer;
    try {
      answer = conversation.talk().run(peer);
    } catch (AlbatrossException e) {
      answer = new Payload.Failure(e.getMessage());
    } catch (RuntimeException | OutOfMemoryError e) {
      answer = Session.failure(e);
    } finally {
      loop.execute(
          () -> {
            conversation.release().run();
            released.complete(new Success.Empty());
          });
    }
    Payload unused = await(released, peer);
    return answer;
  }

  private static void closeQuietly(Detached peer) {
    try {
      peer.close();
    } catch (IOException e) {
      LOG.debug("closing a transfer", e);
    }
  }

  private Payload onLoop(Detached peer, Supplier<CompletableFuture<Payload>> operation)
      throws IOException {
    CompletableFuture<Payload> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          var unused = operation.get().exceptionally(Session::failure).thenAccept(answer::complete);
        });
    return await(answer, peer);
  }

  private static Payload await(CompletableFuture<Payload> answer, Detached peer)
      throws IOException {
    peer.ownTurn();
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("albatrossd is shutting down", e);
    }
  }
}
