package org.albatross.core.solo5;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;

/**
 * The command lines of a BHyve virtual machine on FreeBSD (docs/protocol/tenders.md, BHyve).
 *
 * @param vm the machine's name, {@code alba-} and a number
 * @param memory in MB
 * @param cpus how many CPUs it sees
 * @param nets its network devices in their order
 * @param disks the files or devices of its block devices in their order
 */
public record BhyveCommand(String vm, long memory, long cpus, List<Net> nets, List<Path> disks) {

  /** A network device: the tap on the host and the address that the machine sees. */
  public record Net(String tap, MacAddress mac) {}

  public BhyveCommand {
    nets = List.copyOf(nets);
    disks = List.copyOf(disks);
  }

  /** Checks that the devices are named 0, 1, 2 and so on, in this order, with a disk to boot. */
  public static void checkDevices(Arguments arguments) throws AlbatrossException {
    checkNames("net", arguments.nets().stream().map(NetDevice::name).toList());
    checkNames("block device", arguments.blocks().stream().map(BlockDevice::name).toList());
    if (arguments.blocks().isEmpty()) {
      throw new AlbatrossException("a BHyve machine boots from its block device 0: none was given");
    }
  }

  private static void checkNames(String what, List<String> names) throws AlbatrossException {
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(Integer.toString(i))) {
        throw new AlbatrossException(
            "%s number %s of a BHyve machine must have the name %s, not %s"
                .formatted(what, i + 1, i, Text.quote(names.get(i))));
      }
    }
  }

  /** Loads the kernel of a FreeBSD from the first disk. */
  public List<String> load() {
    return List.of("timeout", "1s", "bhyveload", "-m" + memory + "m", "-d" + bootDisk(), vm);
  }

  /**
   * Loads the kernel of a Linux from a partition of the first disk.
   *
   * @param deviceMap a file with the text {@link #deviceMap()}
   */
  public List<String> loadLinux(Path deviceMap, String partition) {
    return List.of(
        "timeout", "1s", "grub-bhyve", "-m" + deviceMap, "-rhd0," + partition, "-M" + memory, vm);
  }

  /** The content of the file that tells the boot loader which disk is which. */
  public String deviceMap() {
    return "(hd0) " + bootDisk() + "\n";
  }

  /** Runs the machine once it is loaded. */
  public List<String> run() {
    List<String> line =
        new ArrayList<>(List.of("bhyve", "-A", "-H", "-P", "-s0,hostbridge", "-s1,lpc"));
    int slot = 2;
    for (Net net : nets) {
      line.add("-s%s,virtio-net,%s,mac=%s".formatted(slot++, net.tap(), net.mac()));
    }
    for (Path disk : disks) {
      line.add("-s%s,virtio-blk,%s".formatted(slot++, disk));
    }
    line.addAll(List.of("-lcom1,stdio", "-c" + cpus, "-m" + memory + "M", vm));
    return List.copyOf(line);
  }

  /** Frees what the kernel keeps of the machine when it has ended. */
  public List<String> destroy() {
    return List.of("bhyvectl", "--destroy", "--vm=" + vm);
  }

  private Path bootDisk() {
    return disks.get(0);
  }
}
