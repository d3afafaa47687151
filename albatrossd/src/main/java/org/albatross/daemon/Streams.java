package org.albatross.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.BlockCommand;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Image;
import org.albatross.core.model.Message;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Success;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.net.Connection;
import org.albatross.core.net.Detached;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands whose data follow, or are answered, as a stream: block devices and streamed images. Each
 * gets a thread for as long as it lasts; how many there may be is bounded by the pool.
 */
final class Streams {
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  private final EventLoop loop;
  private final Executor pool;
  private final BlockCommands blocks;
  private final BlockFiles files;
  private final UnikernelCommands unikernels;
  private final int maxImage;

  Streams(
      EventLoop loop,
      Executor pool,
      BlockCommands blocks,
      BlockFiles files,
      UnikernelCommands unikernels,
      int maxImage) {
    this.loop = loop;
    this.pool = pool;
    this.blocks = blocks;
    this.files = files;
    this.unikernels = unikernels;
    this.maxImage = maxImage;
  }

  /** Whether the command is one of these. */
  static boolean isStream(Payload payload) {
    return payload instanceof BlockCommand.Set
        || payload instanceof BlockCommand.Dump
        || payload instanceof UnikernelCommand.Create create && create.streamed();
  }

  /** A conversation on a thread of its own; its last word is the answer. */
  private interface Conversation {
    Payload run(Detached peer) throws AlbatrossException, IOException;
  }

  /**
   * Takes the connection over if the command may be carried out.
   *
   * @return completes exceptionally, with the connection untouched, if it may not
   */
  CompletableFuture<Void> handle(Connection connection, Message message) {
    if (message.payload() instanceof UnikernelCommand.Create create) {
      if (!create.config().image().data().isEmpty()) {
        return CompletableFuture.failedFuture(
            new AlbatrossException(
                "the image of a streamed create follows the message, not in it"));
      }
      return unikernels
          .checkEarly(message.name(), create)
          .thenAccept(
              fits -> {
                UnikernelCommand.Create checked = create;
                take(connection, message, peer -> create(peer, message, checked), () -> {});
              });
    }
    try {
      if (message.payload() instanceof BlockCommand.Set set) {
        long size = blocks.begin(message.name());
        take(
            connection,
            message,
            peer -> set(peer, message, size, set.compressed()),
            () -> blocks.end(message.name()));
      } else if (message.payload() instanceof BlockCommand.Dump dump) {
        Levels.check(dump.compression());
        blocks.begin(message.name());
        take(
            connection,
            message,
            peer -> dump(peer, message, (int) dump.compression()),
            () -> blocks.end(message.name()));
      }
      return CompletableFuture.completedFuture(null);
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void take(
      Connection connection, Message message, Conversation conversation, Runnable release) {
    Detached peer;
    try {
      peer = connection.detach();
    } catch (IOException e) {
      release.run();
      connection.close();
      return;
    }
    try {
      pool.execute(
          () -> {
            try {
              converse(peer, message, conversation, release);
            } finally {
              closeQuietly(peer);
            }
          });
    } catch (RejectedExecutionException e) {
      release.run();
      closeQuietly(peer);
    }
  }

  private void converse(
      Detached peer, Message message, Conversation conversation, Runnable release) {
    try {
      peer.progress();
      Payload answer = answer(peer, conversation, release);
      peer.progress();
      peer.frames().send(Wire.encode(message.reply(answer)));
      if (answer instanceof Payload.Failure) {
        peer.finishAndDrain();
      }
    } catch (IOException e) {
      LOG.info("the peer of a transfer for {} left: {}", message.name(), e.getMessage());
    }
  }

  /** What was locked is free before the peer hears the last word: it may ask for that at once. */
  private Payload answer(Detached peer, Conversation conversation, Runnable release)
      throws IOException {
    CompletableFuture<Void> released = new CompletableFuture<>();
    Payload answer;
    try {
      answer = conversation.run(peer);
    } catch (AlbatrossException e) {
      answer = new Payload.Failure(e.getMessage());
    } catch (RuntimeException e) {
      answer = Session.failure(e);
    } finally {
      loop.execute(
          () -> {
            release.run();
            released.complete(null);
          });
    }
    await(released, peer);
    return answer;
  }

  private static void closeQuietly(Detached peer) {
    try {
      peer.close();
    } catch (IOException e) {
      LOG.debug("closing a transfer", e);
    }
  }

  private Payload create(Detached peer, Message message, UnikernelCommand.Create create)
      throws AlbatrossException, IOException {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    Optional<byte[]> frame = peer.frames().receivePiece();
    while (frame.isPresent()) {
      peer.progress();
      peer.keep(image.size() + (long) frame.get().length);
      if (image.size() + (long) frame.get().length > maxImage) {
        throw new AlbatrossException(
            "the image is larger than the limit of " + maxImage + " bytes (--max-message)");
      }
      image.writeBytes(frame.get());
      frame = peer.frames().receivePiece();
    }
    Image whole = new Image(create.config().image().compressed(), Bytes.wrap(image.toByteArray()));
    UnikernelCommand.Create complete =
        new UnikernelCommand.Create(create.config().withImage(whole), create.force(), false);
    CompletableFuture<Payload> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          var unused =
              unikernels
                  .handle(message, complete)
                  .whenComplete(
                      (done, failure) -> {
                        if (failure == null) {
                          answer.complete(done);
                        } else {
                          answer.complete(Session.failure(failure));
                        }
                      });
        });
    return await(answer, peer);
  }

  private static <T> T await(CompletableFuture<T> answer, Detached peer) throws IOException {
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

  private Payload set(Detached peer, Message message, long megabytes, boolean compressed)
      throws AlbatrossException, IOException {
    try (BlockFiles.Upload upload = files.upload(message.name(), megabytes);
        DataSink sink = compressed ? new Inflating(upload::write) : upload::write) {
      Optional<byte[]> frame = peer.frames().receivePiece();
      while (frame.isPresent()) {
        peer.progress();
        sink.write(ByteBuffer.wrap(frame.get()));
        frame = peer.frames().receivePiece();
      }
      peer.ownTurn();
      sink.end();
      upload.finish();
      return new Success.Text("set block device");
    }
  }

  private Payload dump(Detached peer, Message message, int level)
      throws AlbatrossException, IOException {
    try (FileChannel file = files.open(message.name())) {
      peer.frames().send(Wire.encode(message.reply(new Success.BlockImage(level > 0))));
      DataSink send =
          data -> {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            Payload piece = new Payload.BlockData(Optional.of(Bytes.wrap(bytes)));
            peer.frames().send(Wire.encode(message.reply(piece)));
            peer.progress();
          };
      try (DataSink sink = level > 0 ? new Deflating(send, level) : send) {
        ByteBuffer buffer = ByteBuffer.allocate(FrameChannel.CHUNK);
        while (file.read(buffer.clear()) >= 0) {
          sink.write(buffer.flip());
        }
        sink.end();
      }
      return new Payload.BlockData(Optional.empty());
    }
  }
}
