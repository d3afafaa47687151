package org.albatross.albatrossd.image;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.peer.Commands;
import org.albatross.albatrossd.state.StateStore;
import org.albatross.albatrossd.unikernel.Infos;
import org.albatross.albatrossd.unikernel.Unikernels;
import org.albatross.albatrossd.work.Bulk;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Feature;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.StoredUnikernel;
import org.albatross.core.transfer.DiskShares;

/**
 * Commands about unikernels, but for those with a stream (docs/protocol/daemons.md, albatrossd).
 */
public final class UnikernelCommands implements Commands<UnikernelCommand> {
  private static final Set<Feature> FEATURES = EnumSet.allOf(Feature.class);

  private final Unikernels unikernels;
  private final Infos infos;
  private final ImageStore images;
  private final StateStore store;
  private final Bulk bulk;
  private final DiskShares<Owner> disk;

  public UnikernelCommands(
      Unikernels unikernels,
      Infos infos,
      ImageStore images,
      StateStore store,
      Bulk bulk,
      DiskShares<Owner> disk) {
    this.unikernels = unikernels;
    this.infos = infos;
    this.images = images;
    this.store = store;
    this.bulk = bulk;
    this.disk = disk;
  }

  @Override
  public CompletableFuture<Payload> handle(Message message, UnikernelCommand command, Owner owner) {
    Name name = message.name();
    if (command instanceof UnikernelCommand.Info info) {
      return CompletableFuture.completedFuture(
          new Success.Unikernels(info.shape(), infos.running(name)));
    }
    if (command instanceof UnikernelCommand.InfoState) {
      return CompletableFuture.completedFuture(new Success.UnikernelStates(infos.states(name)));
    }
    if (command instanceof UnikernelCommand.Create create) {
      return createFromMessage(name, create, owner);
    }
    if (command instanceof UnikernelCommand.Restart restart) {
      return unikernels
          .restart(name, restart.arguments())
          .thenApply(done -> new Success.Text("restarted unikernel"));
    }
    if (command instanceof UnikernelCommand.Features) {
      return CompletableFuture.completedFuture(new Success.Text(Feature.text(FEATURES)));
    }
    if (command instanceof UnikernelCommand.Destroy) {
      return unikernels.destroy(name).thenApply(done -> new Success.Text("destroyed unikernel"));
    }
    throw new IllegalArgumentException("a stream is handled elsewhere: " + command);
  }

  private CompletableFuture<Payload> createFromMessage(
      Name name, UnikernelCommand.Create create, Owner owner) {
    return checkEarly(name, create)
        .thenCompose(fits -> bulk.work(owner).run(() -> store(create.config(), owner)))
        .thenCompose(image -> create(name, create, image));
  }

  private Optional<ImageStore.Pin> store(UnikernelConfig config, Owner owner)
      throws AlbatrossException, IOException {
    ImageReceiver receiver = new ImageReceiver(images, config, Image.MAX_LENGTH, disk.part(owner));
    try {
      receiver.open();
      receiver.take(config.image().data().toBuffer());
      receiver.end();
      return receiver.image();
    } finally {
      receiver.close();
    }
  }

  /** Whether a create has a chance: asked before its image is received. */
  CompletableFuture<Void> checkEarly(Name name, UnikernelCommand.Create create) {
    return unikernels.checkCreate(name, create.config().arguments(), create.force());
  }

  /**
   * Creates one whose image is in the store by now.
   *
   * @param image is let go at the end
   */
  CompletableFuture<Payload> create(
      Name name, UnikernelCommand.Create create, Optional<ImageStore.Pin> image) {
    UnikernelConfig config = create.config();
    StoredUnikernel stored =
        new StoredUnikernel(config.type(), image.map(ImageStore.Pin::image), config.arguments());
    return unikernels
        .create(name, stored, create.force())
        .whenComplete((done, failure) -> image.ifPresent(store::close))
        .thenApply(done -> new Success.Text("created unikernel"));
  }
}
