package org.albatross.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.albatross.core.host.Fifo;
import org.albatross.core.host.HostException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.host.Network;
import org.albatross.core.host.Spawner;
import org.albatross.core.host.TenderLookup;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.BlockDevice;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.NetDevice;
import org.albatross.core.model.Policy;
import org.albatross.core.model.Resources;
import org.albatross.core.model.Text;
import org.albatross.core.solo5.Macs;
import org.albatross.core.solo5.Solo5Image;
import org.albatross.core.solo5.TenderCommand;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.StoredUnikernel;

/**
 * Starts a tender and removes what it had, step after step (contracts 2 and 3). Blocks, so it runs
 * on worker threads; holds no state, so on several at once.
 */
final class Launcher {
  private final Directories directories;
  private final ImageStore images;
  private final Network network;
  private final TenderLookup tenders;
  private final Bhyve bhyve;
  private final boolean fullNames;
  private final Optional<org.albatross.core.model.Path> zvolPath;

  /**
   * Makes a launcher.
   *
   * @param fullNames whether {@code --name=} gets the path too
   * @param zvolPath unikernels on this path may use ZFS volumes
   */
  Launcher(
      Directories directories,
      ImageStore images,
      Network network,
      TenderLookup tenders,
      Bhyve bhyve,
      boolean fullNames,
      Optional<org.albatross.core.model.Path> zvolPath) {
    this.directories = directories;
    this.images = images;
    this.network = network;
    this.tenders = tenders;
    this.bhyve = bhyve;
    this.fullNames = fullNames;
    this.zvolPath = zvolPath;
  }

  /** What this host has now, as a policy. */
  Policy rootPolicy() throws HostException {
    return new Policy(
        HostFacts.onlineCpuIds(),
        Holdings.UNLIMITED,
        HostFacts.memoryMegabytes(),
        java.util.OptionalLong.of(HostFacts.fileSystemMegabytes(directories.blocks())),
        network.bridges());
  }

  /** Checks what can be checked before anything is made. */
  Prepared prepare(StoredUnikernel config) throws AlbatrossException {
    Prepared prepared =
        switch (config.type()) {
          case SOLO5 -> prepareSolo5(config);
          case BHYVE -> {
            bhyve.check(config.arguments());
            yield new Prepared.Bhyve();
          }
        };
    checkBridges(config.arguments().nets());
    return prepared;
  }

  private Prepared prepareSolo5(StoredUnikernel config) throws AlbatrossException {
    ImageId image =
        config
            .image()
            .orElseThrow(() -> new AlbatrossException("a Solo5 unikernel needs an image"));
    Solo5Image solo5 = Solo5Image.parse(images.map(image));
    Path tender = tenders.find(solo5.target(), solo5.abiVersion());
    solo5.checkDevices(config.arguments());
    return new Prepared.Solo5(image, tender);
  }

  private void checkBridges(List<NetDevice> nets) throws AlbatrossException {
    if (nets.isEmpty()) {
      return;
    }
    SortedSet<String> there = network.bridges();
    for (NetDevice net : nets) {
      if (!there.contains(net.hostBridge())) {
        throw new AlbatrossException(
            "there is no bridge %s for the net %s; this host has %s"
                .formatted(Text.quote(net.hostBridge()), Text.quote(net.name()), there));
      }
    }
  }

  /** Tells albatross-console of a unikernel. */
  interface Console {
    /** Asks it to read the unikernel's fifo, without waiting. */
    Answer add(Name name);

    /** Waits until the fifo is read. */
    interface Answer {
      void await() throws AlbatrossException;
    }
  }

  /**
   * What was started, but for its end.
   *
   * @param fifo to be closed when it has ended: without it a tender would die with
   *     albatross-console, by SIGPIPE
   */
  record Started(
      long pid, Bytes digest, List<Launched.Tap> taps, Optional<String> machine, Closeable fifo) {}

  /** Makes fifo and taps, and starts the tender. If that fails nothing of it is left. */
  Started launch(Name name, StoredUnikernel config, Prepared prepared, Console console)
      throws AlbatrossException {
    Undo undo = new Undo();
    boolean done = false;
    try {
      Started started = launch(name, config, prepared, console, undo);
      done = true;
      return started;
    } finally {
      if (!done) {
        undo.run();
      }
    }
  }

  private Started launch(
      Name name, StoredUnikernel config, Prepared prepared, Console console, Undo undo)
      throws AlbatrossException {
    undo.add("removing the fifo of " + name, () -> Fifo.remove(directories.fifo(name)));
    Fifo.make(directories.fifo(name));
    List<Launched.Tap> taps = new ArrayList<>();
    for (NetDevice net : config.arguments().nets()) {
      String tap = network.createTap(net.hostBridge());
      undo.add("removing the tap " + tap, () -> network.destroyTap(tap));
      taps.add(new Launched.Tap(net.name(), net.hostBridge(), tap, Macs.of(net, name)));
    }
    Console.Answer answer = console.add(name);
    answer.await();
    return start(name, config, prepared, taps, undo);
  }

  private Started start(
      Name name, StoredUnikernel config, Prepared prepared, List<Launched.Tap> taps, Undo undo)
      throws AlbatrossException {
    SortedSet<Long> cpuIds = config.arguments().cpuIds();
    Path fifo = directories.fifo(name);
    Closeable held = Fifo.hold(fifo);
    undo.add("closing the fifo of " + name, () -> close(held));
    if (prepared instanceof Prepared.Solo5 solo5) {
      TenderCommand command = command(name, config, solo5, taps);
      List<String> line = Bhyve.onFreeBsd() ? command.freeBsd(cpuIds) : command.linux();
      long pid = Spawner.spawn(line, fifo, cpuIds);
      return new Started(pid, solo5.image().sha256(), taps, Optional.empty(), held);
    }
    String machine = bhyve.load(config.arguments());
    undo.add("destroying the virtual machine " + machine, () -> bhyve.destroy(machine));
    long pid = Spawner.spawn(bhyve.run(machine, config.arguments(), taps), fifo, cpuIds);
    return new Started(pid, Bytes.utf8(machine), taps, Optional.of(machine), held);
  }

  static void close(Closeable held) throws HostException {
    try {
      held.close();
    } catch (IOException e) {
      throw new HostException("cannot close a fifo: " + e.getMessage(), e);
    }
  }

  private TenderCommand command(
      Name name, StoredUnikernel config, Prepared.Solo5 prepared, List<Launched.Tap> taps)
      throws AlbatrossException {
    List<TenderCommand.Block> blocks = new ArrayList<>();
    for (BlockDevice block : config.arguments().blocks()) {
      blocks.add(
          new TenderCommand.Block(
              block.name(), blockFile(name, block.hostDevice()), block.sectorSize()));
    }
    return new TenderCommand(
        prepared.tender(),
        config.arguments().memory(),
        taps.stream().map(t -> new TenderCommand.Net(t.net(), t.tap(), t.mac())).toList(),
        blocks,
        images.file(prepared.image()),
        config.arguments().addName() ? Optional.of(ownName(name)) : Optional.empty(),
        config.arguments().argv().orElse(List.of()));
  }

  private Path blockFile(Name unikernel, String device) throws AlbatrossException {
    boolean zvol = Resources.empty(zvolPath).isAllowedZvol(unikernel.path(), device);
    return zvol
        ? Path.of(device)
        : directories.block(Resources.blockName(unikernel.path(), device));
  }

  private String ownName(Name name) {
    return fullNames ? name.text() : name.label().map(Label::text).orElse(name.text());
  }

  /** Removes all that a tender had that has ended. */
  void cleanUp(Name name, Launched launched, Closeable fifo) {
    Undo undo = new Undo();
    undo.add("closing the fifo of " + name, () -> close(fifo));
    undo.add("removing the fifo of " + name, () -> Fifo.remove(directories.fifo(name)));
    for (Launched.Tap tap : launched.taps()) {
      undo.add("removing the tap " + tap.tap(), () -> network.destroyTap(tap.tap()));
    }
    launched
        .virtualMachine()
        .ifPresent(
            machine ->
                undo.add(
                    "destroying the virtual machine " + machine, () -> bhyve.destroy(machine)));
    undo.run();
  }
}
