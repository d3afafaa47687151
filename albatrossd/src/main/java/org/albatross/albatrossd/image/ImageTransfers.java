package org.albatross.albatrossd.image;

import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.life.Unikernel;
import org.albatross.albatrossd.peer.Levels;
import org.albatross.albatrossd.peer.TransferPeer;
import org.albatross.albatrossd.state.StateStore;
import org.albatross.albatrossd.unikernel.Unikernels;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.ImageStore;
import org.albatross.core.transfer.DiskShares;
import org.albatross.core.transfer.FileMessage;
import org.albatross.core.wire.AroundImage;

/** Images that come and go as streams: from the peer to the disk, or the other way. */
public final class ImageTransfers {
  private final Unikernels unikernels;
  private final UnikernelCommands commands;
  private final ImageStore images;
  private final StateStore store;
  private final DiskShares<Owner> disk;
  private final int maxImage;

  /** Of one name one image is on its way at a time. */
  private final Map<Name, TransferPeer> incoming = new HashMap<>();

  /**
   * Takes and gives images.
   *
   * @param maxImage how many bytes an image may have as it travels
   */
  public ImageTransfers(
      Unikernels unikernels,
      UnikernelCommands commands,
      ImageStore images,
      StateStore store,
      DiskShares<Owner> disk,
      int maxImage) {
    this.unikernels = unikernels;
    this.commands = commands;
    this.images = images;
    this.store = store;
    this.disk = disk;
    this.maxImage = maxImage;
  }

  /** A create whose image follows; refused before that if it has no chance. */
  public CompletableFuture<Void> create(TransferPeer peer, UnikernelCommand.Create create) {
    if (!create.config().image().data().isEmpty()) {
      return CompletableFuture.failedFuture(
          new AlbatrossException("the image of a streamed create follows the message, not in it"));
    }
    return commands
        .checkEarly(peer.name(), create)
        .thenCompose(fits -> takeTurn(peer))
        .thenRun(() -> receive(peer, create));
  }

  /** The administrator does not wait for what a tenant has on its way. */
  private CompletableFuture<Void> takeTurn(TransferPeer peer) {
    Name name = peer.name();
    Optional<TransferPeer> other = Optional.ofNullable(incoming.get(name));
    boolean isFirst =
        other.isEmpty() || peer.owner().isAdministrator() && !other.get().owner().isAdministrator();
    if (!isFirst) {
      return CompletableFuture.failedFuture(
          new AlbatrossException(
              "an upload for %s is under way already; try again when it is over".formatted(name)));
    }
    incoming.put(name, peer);
    other.ifPresent(
        each -> each.refuse(new AlbatrossException("the administrator creates " + name + " now")));
    return CompletableFuture.completedFuture(null);
  }

  private void receive(TransferPeer peer, UnikernelCommand.Create create) {
    Name name = peer.name();
    ImageReceiver receiver =
        new ImageReceiver(images, create.config(), maxImage, disk.part(peer.owner()));
    peer.upload(
        receiver,
        () -> {
          incoming.remove(name, peer);
          return commands.create(name, create, receiver.image());
        },
        () -> {
          incoming.remove(name, peer);
          receiver.image().ifPresent(store::close);
        });
  }

  /** Answers an image, which stays while it is read. */
  public CompletableFuture<Void> get(TransferPeer peer, long level) {
    Name name = peer.name();
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
      DiskShares<Owner>.Part room = disk.part(peer.owner());
      Runnable release = store.hold(unikernel.config());
      peer.download(
          new FileMessage(
              () -> {
                FileChannel content = read(image, (int) level, room);
                return new FileMessage.Content(content, length -> reply(peer, level > 0, length));
              }),
          () -> {
            room.close();
            release.run();
          });
      return CompletableFuture.completedFuture(null);
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private FileChannel read(ImageId image, int level, DiskShares<Owner>.Part room)
      throws AlbatrossException {
    if (level == 0) {
      return images.read(image);
    }
    room.reach(image.size());
    return images.compressed(image, level);
  }

  private static AroundImage reply(TransferPeer peer, boolean compressed, int length) {
    Bytes marker = AroundImage.marker();
    Success answer = new Success.UnikernelImage(new Image(compressed, marker));
    return AroundImage.of(peer.message().reply(answer), marker, length);
  }

  /** Whether the command is one of these. */
  public static boolean isTransfer(Payload payload) {
    return payload instanceof UnikernelCommand.Get
        || payload instanceof UnikernelCommand.Create create && create.streamed();
  }
}
