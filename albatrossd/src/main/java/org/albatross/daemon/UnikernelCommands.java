package org.albatross.daemon;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Arguments;
import org.albatross.core.model.BlockDevice;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Feature;
import org.albatross.core.model.Image;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Resources;
import org.albatross.core.model.Success;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.model.UnikernelConfig;
import org.albatross.core.model.UnikernelInfo;
import org.albatross.core.wire.Zlib;

/** Commands about unikernels (contract 2, albatrossd). */
final class UnikernelCommands implements Commands<UnikernelCommand> {
  private final Unikernels unikernels;
  private final Holdings holdings;
  private final Work work;

  private static final Set<Feature> FEATURES = EnumSet.of(Feature.CREATE_STREAMED);

  UnikernelCommands(Unikernels unikernels, Holdings holdings, Work work) {
    this.unikernels = unikernels;
    this.holdings = holdings;
    this.work = work;
  }

  @Override
  public CompletableFuture<Payload> handle(Message message, UnikernelCommand command) {
    Name name = message.name();
    if (command instanceof UnikernelCommand.Info info) {
      return CompletableFuture.completedFuture(new Success.Unikernels(info.shape(), infos(name)));
    }
    if (command instanceof UnikernelCommand.Get get) {
      return get(name, get.compression());
    }
    if (command instanceof UnikernelCommand.Create create) {
      return unikernels
          .create(name, create.config(), create.force())
          .thenApply(done -> new Success.Text("created unikernel"));
    }
    if (command instanceof UnikernelCommand.Restart restart) {
      return unikernels
          .restart(name, config -> restart.arguments().map(config::withArguments).orElse(config))
          .thenApply(done -> new Success.Text("restarted unikernel"));
    }
    if (command instanceof UnikernelCommand.Features) {
      return CompletableFuture.completedFuture(new Success.Text(Feature.text(FEATURES)));
    }
    return unikernels.destroy(name).thenApply(done -> new Success.Text("destroyed unikernel"));
  }

  /** Whether a create has a chance: asked before its image is received. */
  CompletableFuture<Void> checkEarly(Name name, UnikernelCommand.Create create) {
    return unikernels.checkCreate(name, create.config(), create.force());
  }

  private CompletableFuture<Payload> get(Name name, long level) {
    if (level < 0 || level > Zlib.MAX_LEVEL) {
      return CompletableFuture.failedFuture(Levels.wrong(level));
    }
    Optional<UnikernelConfig> config = unikernels.find(name).map(Unikernel::config);
    if (config.isEmpty()) {
      return CompletableFuture.failedFuture(
          new AlbatrossException("there is no unikernel " + name));
    }
    return work.run(() -> new Success.UnikernelImage(image(config.get().image(), (int) level)));
  }

  private static Image image(Image image, int level) throws AlbatrossException {
    if (level == 0) {
      return image.compressed()
          ? new Image(false, Zlib.uncompress(image.data(), Image.MAX_LENGTH))
          : image;
    }
    return image.compressed() ? image : new Image(true, Zlib.compress(image.data(), level));
  }

  private List<Named<UnikernelInfo>> infos(Name asked) {
    List<Named<UnikernelInfo>> infos = new ArrayList<>();
    for (Unikernel unikernel : unikernels.running(asked)) {
      Name name = unikernel.name();
      infos.add(
          new Named<>(
              asked.label().isPresent() ? name : name.relativeTo(asked.path()),
              info(unikernel, unikernel.running().orElseThrow())));
    }
    return infos;
  }

  private UnikernelInfo info(Unikernel unikernel, Launched launched) {
    Arguments arguments = unikernel.config().arguments();
    Bytes digest = launched.digest();
    return new UnikernelInfo(
        unikernel.config().type(),
        arguments.startup(),
        arguments.onFailure(),
        arguments.cpuIds(),
        arguments.memory(),
        digest,
        arguments.blocks().stream().map(block -> block(unikernel.name(), block)).toList(),
        launched.taps().stream()
            .map(tap -> new UnikernelInfo.Net(tap.net(), tap.bridge(), tap.mac()))
            .toList(),
        arguments.argv(),
        launched.started(),
        arguments.numCpus(),
        arguments.linuxBootPartition());
  }

  private UnikernelInfo.Block block(Name unikernel, BlockDevice block) {
    return new UnikernelInfo.Block(
        block.name(),
        block.hostDevice(),
        block.sectorSize().orElse(BlockDevice.DEFAULT_SECTOR_SIZE),
        size(unikernel, block.hostDevice()));
  }

  /** In MB; 0 for a ZFS volume, of which albatrossd knows nothing. */
  private long size(Name unikernel, String device) {
    try {
      return holdings
          .resources()
          .blocks()
          .get(Resources.blockName(unikernel.path(), device))
          .orElse(0L);
    } catch (InvalidNameException e) {
      return 0;
    }
  }
}
