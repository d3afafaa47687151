package org.albatross.albatrossd.unikernel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.albatrossd.life.Life;
import org.albatross.albatrossd.life.Tender;
import org.albatross.albatrossd.life.Unikernel;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Macs;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.store.ImageId;

/** What is told of unikernels. */
public final class Infos {
  private final Unikernels unikernels;
  private final Holdings holdings;

  public Infos(Unikernels unikernels, Holdings holdings) {
    this.unikernels = unikernels;
    this.holdings = holdings;
  }

  /** Those that run, as the original knows them. */
  public List<Named<UnikernelInfo>> running(Name asked) {
    List<Named<UnikernelInfo>> infos = new ArrayList<>();
    for (Unikernel unikernel : unikernels.running(asked)) {
      infos.add(new Named<>(shown(asked, unikernel), info(unikernel)));
    }
    return infos;
  }

  /** All, those too that wait to be started. */
  public List<Named<UnikernelStatus>> states(Name asked) {
    List<Named<UnikernelStatus>> states = new ArrayList<>();
    for (Unikernel unikernel : unikernels.list(asked)) {
      // One that is down is about to be forgotten.
      unikernel
          .life()
          .phase()
          .ifPresent(
              phase -> states.add(new Named<>(shown(asked, unikernel), state(unikernel, phase))));
    }
    if (states.isEmpty() && asked.label().isPresent()) {
      unikernels
          .findLate(asked)
          .ifPresent(
              gone ->
                  states.add(new Named<>(asked, state(gone, new UnikernelStatus.Phase.Down()))));
    }
    return states;
  }

  private UnikernelStatus state(Unikernel unikernel, UnikernelStatus.Phase phase) {
    Life life = unikernel.life();
    return new UnikernelStatus(info(unikernel), phase, life.restarts(), life.lastExit());
  }

  private static Name shown(Name asked, Unikernel unikernel) {
    return asked.label().isPresent() ? unikernel.name() : unikernel.name().relativeTo(asked.path());
  }

  private UnikernelInfo info(Unikernel unikernel) {
    Arguments arguments = unikernel.config().arguments();
    Optional<Tender> tender = unikernel.last();
    return new UnikernelInfo(
        unikernel.config().type(),
        arguments.startup(),
        arguments.onFailure(),
        arguments.cpuIds(),
        arguments.memory(),
        tender
            .map(Tender::digest)
            .or(() -> unikernel.config().image().map(ImageId::sha256))
            .orElse(Bytes.EMPTY),
        arguments.blocks().stream().map(block -> block(unikernel.name(), block)).toList(),
        tender.map(there -> nets(there.taps())).orElseGet(() -> nets(unikernel.name(), arguments)),
        arguments.argv(),
        tender.map(Tender::started).orElse(Instant.EPOCH),
        arguments.numCpus(),
        arguments.linuxBootPartition());
  }

  private static List<UnikernelInfo.Net> nets(List<Tender.Tap> taps) {
    return taps.stream()
        .map(tap -> new UnikernelInfo.Net(tap.net(), tap.bridge(), tap.mac()))
        .toList();
  }

  /** Of one that has not been started yet. */
  private List<UnikernelInfo.Net> nets(Name unikernel, Arguments arguments) {
    return holdings.state().withAddresses(unikernel, arguments).nets().stream()
        .map(net -> new UnikernelInfo.Net(net.name(), net.hostBridge(), Macs.of(net, unikernel)))
        .toList();
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
