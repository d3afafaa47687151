package org.albatross.albatrossd.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.albatross.albatrossd.life.Tender;
import org.albatross.core.host.CommandRunner;
import org.albatross.core.host.HostException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.solo5.BhyveCommand;

/** Virtual machines of BHyve, which only FreeBSD has (docs/protocol/tenders.md, BHyve). */
public final class Bhyve {
  private final CommandRunner runner;
  private final boolean available;
  private final SecureRandom random = new SecureRandom();

  Bhyve(CommandRunner runner, boolean available) {
    this.runner = runner;
    this.available = available;
  }

  void check(Arguments arguments) throws AlbatrossException {
    if (!available) {
      throw new HostException("BHyve is to be had on FreeBSD only; this host runs Solo5 images");
    }
    BhyveCommand.checkDevices(arguments);
  }

  /** Loads the guest's system; returns the name of the new virtual machine. */
  String load(Arguments arguments) throws AlbatrossException {
    String machine = "alba-" + random.nextInt(1_000_000_000);
    BhyveCommand command = command(machine, arguments, List.of());
    if (arguments.linuxBootPartition().isEmpty()) {
      runner.succeed(command.load());
      return machine;
    }
    try {
      Path map = Files.createTempFile("albatross-", ".map");
      try {
        Files.writeString(map, command.deviceMap());
        runner.succeed(command.loadLinux(map, arguments.linuxBootPartition().get()));
        return machine;
      } finally {
        Files.delete(map);
      }
    } catch (IOException e) {
      throw new HostException("cannot write a device map: " + e.getMessage(), e);
    }
  }

  List<String> run(String machine, Arguments arguments, List<Tender.Tap> taps) {
    return command(machine, arguments, taps).run();
  }

  void destroy(String machine) throws HostException {
    runner.succeed(new BhyveCommand(machine, 0, 1, List.of(), List.of()).destroy());
  }

  private static BhyveCommand command(String machine, Arguments arguments, List<Tender.Tap> taps) {
    return new BhyveCommand(
        machine,
        arguments.memory(),
        arguments.numCpus(),
        taps.stream().map(tap -> new BhyveCommand.Net(tap.tap(), tap.mac())).toList(),
        arguments.blocks().stream().map(BlockDevice::hostDevice).map(Path::of).toList());
  }
}
