package org.albatross.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import org.albatross.core.model.Image;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.NetDevice;
import org.albatross.core.model.Policy;
import org.albatross.core.model.Resources;
import org.albatross.core.model.Text;
import org.albatross.core.model.UnikernelConfig;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.solo5.Macs;
import org.albatross.core.solo5.Solo5Image;
import org.albatross.core.solo5.TenderCommand;
import org.albatross.core.wire.Zlib;

/**
 * Starts a tender and removes what it had, step after step (contracts 2 and 3). Blocks, so it runs
 * on worker threads; holds no state, so on several at once.
 */
final class Launcher {
  private final Directories directories;
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
      Network network,
      TenderLookup tenders,
      Bhyve bhyve,
      boolean fullNames,
      Optional<org.albatross.core.model.Path> zvolPath) {
    this.directories = directories;
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
  Prepared prepare(UnikernelConfig config) throws AlbatrossException {
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

  private Prepared prepareSolo5(UnikernelConfig config) throws AlbatrossException {
    Bytes data = config.image().data();
    Bytes image = config.image().compressed() ? Zlib.uncompress(data, Image.MAX_LENGTH) : data;
    Solo5Image solo5 = Solo5Image.parse(image);
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

  /** Makes image, fifo and taps, and starts the tender. If that fails nothing of it is left. */
  Started launch(Name name, UnikernelConfig config, Prepared prepared, Console console)
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
      Name name, UnikernelConfig config, Prepared prepared, Console console, Undo undo)
      throws AlbatrossException {
    if (prepared instanceof Prepared.Solo5 solo5) {
      undo.add("removing the image of " + name, () -> remove(directories.image(name)));
      writeImage(directories.image(name), solo5.image());
    }
    undo.add("removing the fifo of " + name, () -> Fifo.remove(directories.fifo(name)));
    Fifo.make(directories.fifo(name));
    List<Launched.Tap> taps = new ArrayList<>();
    for (NetDevice net : config.arguments().nets()) {
      String tap = network.createTap(net.hostBridge());
      undo.add("removing the tap " + tap, () -> network.destroyTap(tap));
      taps.add(new Launched.Tap(net.name(), net.hostBridge(), tap, Macs.of(net, name)));
    }
    Console.Answer answer = console.add(name);
    // The digest takes about as long as albatross-console takes to answer.
    Optional<Bytes> digest =
        prepared instanceof Prepared.Solo5 solo5
            ? Optional.of(sha256(solo5.image()))
            : Optional.empty();
    answer.await();
    return start(name, config, prepared, digest, taps, undo);
  }

  private Started start(
      Name name,
      UnikernelConfig config,
      Prepared prepared,
      Optional<Bytes> digest,
      List<Launched.Tap> taps,
      Undo undo)
      throws AlbatrossException {
    SortedSet<Long> cpuIds = config.arguments().cpuIds();
    Path fifo = directories.fifo(name);
    Closeable held = Fifo.hold(fifo);
    undo.add("closing the fifo of " + name, () -> close(held));
    if (prepared instanceof Prepared.Solo5 solo5) {
      TenderCommand command = command(name, config, solo5.tender(), taps);
      List<String> line = Bhyve.onFreeBsd() ? command.freeBsd(cpuIds) : command.linux();
      long pid = Spawner.spawn(line, fifo, cpuIds);
      return new Started(pid, digest.orElseThrow(), taps, Optional.empty(), held);
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
      Name name, UnikernelConfig config, Path tender, List<Launched.Tap> taps)
      throws AlbatrossException {
    List<TenderCommand.Block> blocks = new ArrayList<>();
    for (BlockDevice block : config.arguments().blocks()) {
      blocks.add(
          new TenderCommand.Block(
              block.name(), blockFile(name, block.hostDevice()), block.sectorSize()));
    }
    return new TenderCommand(
        tender,
        config.arguments().memory(),
        taps.stream().map(t -> new TenderCommand.Net(t.net(), t.tap(), t.mac())).toList(),
        blocks,
        directories.image(name),
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
    undo.add("removing the image of " + name, () -> remove(directories.image(name)));
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

  private static void writeImage(Path file, Bytes image) throws HostException {
    try (OutputStream out = PrivateFiles.create(file)) {
      image.writeTo(out);
    } catch (IOException e) {
      throw new HostException("cannot write the image " + file + ": " + UnixSockets.describe(e), e);
    }
  }

  private static void remove(Path file) throws HostException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new HostException("cannot remove " + file + ": " + UnixSockets.describe(e), e);
    }
  }

  private static Bytes sha256(Bytes image) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      image.update(digest);
      return Bytes.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
