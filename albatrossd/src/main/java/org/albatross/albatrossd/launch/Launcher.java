package org.albatross.albatrossd.launch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.albatross.albatrossd.life.Prepared;
import org.albatross.albatrossd.life.State;
import org.albatross.albatrossd.life.Tender;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.albatrossd.settings.Settings;
import org.albatross.core.host.HostException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.host.file.CrashPoint;
import org.albatross.core.host.file.Fifo;
import org.albatross.core.host.process.Spawner;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Text;
import org.albatross.core.model.policy.ArgumentRules;
import org.albatross.core.model.policy.Macs;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.solo5.Segments;
import org.albatross.core.solo5.Solo5Image;
import org.albatross.core.solo5.Target;
import org.albatross.core.solo5.TenderCommand;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a tender and removes what it had, step after step (docs/protocol/daemons.md, Create, and
 * docs/protocol/tenders.md, Tender). Blocks, so it runs on worker threads; holds no state, so on
 * several at once.
 */
public final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

  private final Directories directories;
  private final ImageStore images;
  private final Host host;
  private final boolean fullNames;
  private final Optional<org.albatross.core.model.Path> zvolPath;

  /** Launches as the settings say. */
  public Launcher(Settings settings, ImageStore images, Host host) {
    this.directories = settings.directories();
    this.images = images;
    this.host = host;
    this.fullNames = settings.fullNames();
    this.zvolPath = settings.zvolPath();
  }

  /** What this host has now, as a policy. */
  public Policy rootPolicy() throws HostException {
    return new Policy(
        HostFacts.onlineCpuIds(),
        State.UNLIMITED,
        HostFacts.memoryMegabytes(),
        java.util.OptionalLong.of(HostFacts.fileSystemMegabytes(directories.blocks())),
        host.network().bridges());
  }

  /** Checks what can be checked before anything is made. */
  Prepared prepare(StoredUnikernel config) throws AlbatrossException {
    Prepared prepared =
        switch (config.type()) {
          case SOLO5 -> prepareSolo5(config);
          case BHYVE -> {
            host.bhyve().check(config.arguments());
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
    Solo5Image solo5 = images.look(image, Solo5Image::parse);
    Segments segments = images.look(image, Segments::readLoadable);
    segments.checkMachine(HostFacts.machine());
    segments.checkFit(config.arguments().memory());
    solo5.checkArguments(config.arguments());
    Path tender = host.tenders().find(solo5.target(), solo5.abiVersion());
    boolean kvm = solo5.target() == Target.HVT;
    boolean taps = !config.arguments().nets().isEmpty();
    return new Prepared.Solo5(image, tender, host.user().groups(kvm, taps));
  }

  private void checkBridges(List<NetDevice> nets) throws AlbatrossException {
    if (nets.isEmpty()) {
      return;
    }
    SortedSet<String> there = host.network().bridges();
    for (NetDevice net : nets) {
      if (!there.contains(net.hostBridge())) {
        throw new AlbatrossException(
            "there is no bridge %s for the net %s; the bridges of this host: %s"
                .formatted(Text.quote(net.hostBridge()), Text.quote(net.name()), Text.list(there)));
      }
    }
  }

  /**
   * What was made for a tender.
   *
   * @param rest removes all that it has; to be run when it has ended
   */
  record Furnished(
      Name name, StoredUnikernel config, Prepared prepared, List<Tender.Tap> taps, Undo rest) {}

  /** Makes fifo and taps. If that fails nothing of it is left. */
  Furnished furnish(Name name, StoredUnikernel config, Prepared prepared)
      throws AlbatrossException {
    if (prepared instanceof Prepared.Solo5) {
      checkCommandLine(name, config.arguments());
    }
    Undo undo = new Undo();
    boolean done = false;
    try {
      List<Tender.Tap> taps = makeDevices(name, config, undo);
      done = true;
      return new Furnished(name, config, prepared, taps, undo);
    } finally {
      if (!done) {
        undo.run();
      }
    }
  }

  private void checkCommandLine(Name name, Arguments arguments) throws AlbatrossException {
    List<String> words = new ArrayList<>(arguments.argv().orElse(List.of()));
    if (arguments.addName()) {
      words.add(TenderCommand.INJECTED + ownName(name));
    }
    ArgumentRules.checkCommandLine(words);
  }

  private List<Tender.Tap> makeDevices(Name name, StoredUnikernel config, Undo undo)
      throws AlbatrossException {
    Path fifo = directories.fifo(name);
    undo.add("removing the fifo of " + name, () -> Fifo.remove(fifo));
    Fifo.make(fifo);
    CrashPoint.reach("fifo-made");
    List<Tender.Tap> taps = new ArrayList<>();
    for (NetDevice net : config.arguments().nets()) {
      String label = directories.tapLabelPrefix() + name.text();
      String tap = host.network().createTap(net.hostBridge(), label, host.user().tapOwner());
      undo.add("removing the tap " + tap, () -> host.network().destroyTap(tap));
      taps.add(new Tender.Tap(net.name(), net.hostBridge(), tap, Macs.of(net, name)));
      CrashPoint.reach("tap-made");
    }
    // Without it a tender would die with albatross-console, by SIGPIPE.
    Closeable held = Fifo.hold(fifo);
    undo.add("closing the fifo of " + name, () -> close(held));
    return taps;
  }

  /**
   * A tender that runs, but for when it was started.
   *
   * @param digest of its image, or what the virtual machine is called
   */
  record Started(long pid, Bytes digest, Optional<String> machine) {}

  /** Starts the tender. If that fails, what was furnished is to be removed all the same. */
  Started start(Furnished furnished) throws AlbatrossException {
    Name name = furnished.name();
    StoredUnikernel config = furnished.config();
    Arguments arguments = config.arguments();
    List<Tender.Tap> taps = furnished.taps();
    Undo undo = furnished.rest();
    undo.add("removing the record of " + name, () -> host.records().remove(name));
    if (furnished.prepared() instanceof Prepared.Solo5 solo5) {
      host.user().giveImage(images.file(solo5.image()));
      TenderCommand command = command(name, config, solo5, taps, undo);
      List<String> line = host.user().wrap(command.line(), solo5.groups());
      undo.add("removing the cgroup of " + name, () -> host.cgroups().leave(name));
      line = host.cgroups().enter(name, arguments.memory(), arguments.cpuIds().size(), line);
      long pid = spawn(name, line, arguments, Optional.empty());
      return new Started(pid, solo5.image().sha256(), Optional.empty());
    }
    String machine = host.bhyve().load(arguments);
    undo.add("destroying the virtual machine " + machine, () -> host.bhyve().destroy(machine));
    List<String> line = host.bhyve().run(machine, arguments, taps);
    long pid = spawn(name, line, arguments, Optional.of(machine));
    return new Started(pid, Bytes.utf8(machine), Optional.of(machine));
  }

  private long spawn(Name name, List<String> line, Arguments arguments, Optional<String> machine)
      throws HostException {
    List<String> pinned =
        HostFacts.isFreeBsd() ? TenderCommand.freeBsd(arguments.cpuIds(), line) : line;
    long pid = Spawner.spawn(pinned, directories.fifo(name), arguments.cpuIds());
    CrashPoint.reach("spawned");
    try {
      host.records().write(name, pid, machine);
    } catch (HostException e) {
      // On Linux it would be found all the same, by its fifo.
      LOG.warn("{}: {}", name, e.getMessage());
    }
    CrashPoint.reach("recorded");
    return pid;
  }

  static void close(Closeable held) throws HostException {
    try {
      held.close();
    } catch (IOException e) {
      throw new HostException("cannot close a fifo: " + e.getMessage(), e);
    }
  }

  private TenderCommand command(
      Name name, StoredUnikernel config, Prepared.Solo5 prepared, List<Tender.Tap> taps, Undo undo)
      throws AlbatrossException {
    List<TenderCommand.Block> blocks = new ArrayList<>();
    for (BlockDevice block : config.arguments().blocks()) {
      Path file = blockFile(name, block.hostDevice());
      undo.add("taking back the block device " + file, () -> host.user().takeBlock(file));
      host.user().giveBlock(file);
      blocks.add(new TenderCommand.Block(block.name(), file, block.sectorSize()));
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
}
