package org.albatross.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Image;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Success;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.model.UnikernelConfig;
import org.albatross.core.model.VmType;
import org.albatross.core.net.Detached;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.ImageStore;
import org.albatross.core.wire.DataSink;
import org.albatross.core.wire.Inflating;

/** Images that come and go as streams: from the peer to the disk, or the other way. */
final class ImageTransfers {
  private final Unikernels unikernels;
  private final UnikernelCommands commands;
  private final ImageStore images;
  private final StateStore store;
  private final int maxImage;

  /**
   * Takes and gives images.
   *
   * @param maxImage how many bytes an image may have as it travels
   */
  ImageTransfers(
      Unikernels unikernels,
      UnikernelCommands commands,
      ImageStore images,
      StateStore store,
      int maxImage) {
    this.unikernels = unikernels;
    this.commands = commands;
    this.images = images;
    this.store = store;
    this.maxImage = maxImage;
  }

  /** A create whose image follows; refused before that if it has no chance. */
  CompletableFuture<Conversation> create(
      Message message, UnikernelCommand.Create create, Streams.OnLoop onLoop) {
    if (!create.config().image().data().isEmpty()) {
      return CompletableFuture.failedFuture(
          new AlbatrossException("the image of a streamed create follows the message, not in it"));
    }
    return commands
        .checkEarly(message.name(), create)
        .thenApply(
            fits ->
                Conversation.of(
                    peer -> {
                      Optional<ImageStore.Pin> image = receive(peer, create.config());
                      return onLoop.await(
                          peer, () -> commands.create(message.name(), create, image));
                    }));
  }

  /** BHyve has no image: what a client sends for it all the same is thrown away. */
  private Optional<ImageStore.Pin> receive(Detached peer, UnikernelConfig config)
      throws AlbatrossException, IOException {
    boolean compressed = config.image().compressed();
    try (ImageStore.Incoming incoming = images.receive(Image.MAX_LENGTH);
        DataSink sink = compressed ? new Inflating(incoming::write) : incoming::write) {
      long received = 0;
      Optional<byte[]> frame = peer.frames().receivePiece();
      while (frame.isPresent()) {
        received += frame.get().length;
        if (received > maxImage) {
          throw new AlbatrossException(
              "the image is larger than the limit of " + maxImage + " bytes (--max-message)");
        }
        sink.write(ByteBuffer.wrap(frame.get()));
        peer.progress(frame.get().length);
        frame = peer.frames().receivePiece();
      }
      peer.ownTurn();
      if (config.type() == VmType.BHYVE) {
        return Optional.empty();
      }
      sink.end();
      return Optional.of(incoming.finish());
    }
  }

  /** Answers an image, which stays while it is read. */
  CompletableFuture<Conversation> get(Name name, long level) {
    try {
      Levels.check(level);
      Unikernel unikernel =
          unikernels
              .find(name)
              .orElseThrow(() -> new AlbatrossException("there is no unikernel " + name));
      ImageId image =
          unikernel
              .config()
              .image()
              .orElseThrow(() -> new AlbatrossException(name + " has no image"));
      Runnable release = store.hold(unikernel.config());
      return CompletableFuture.completedFuture(
          new Conversation(peer -> new Success.UnikernelImage(read(image, (int) level)), release));
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Image read(ImageId image, int level) throws AlbatrossException {
    return level == 0
        ? new Image(false, images.map(image))
        : new Image(true, images.compressed(image, level));
  }

  /** Whether the command is one of these. */
  static boolean isTransfer(Payload payload) {
    return payload instanceof UnikernelCommand.Get
        || payload instanceof UnikernelCommand.Create create && create.streamed();
  }
}
