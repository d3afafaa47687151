package org.albatross.core.model.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Label;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;

/**
 * Who holds what: policies, what unikernels take, and block devices. Immutable; {@link
 * ResourceRules} says what may be added. Block devices on ZFS volumes are not ours and not here.
 *
 * @param policies by path; never one for the root, which is computed from the host each time
 * @param unikernels what each takes
 * @param blocks the size in MB of each block device
 * @param transfers block devices that are being read or written by a transfer
 * @param zvolPath unikernels on this path may name devices below {@link #ZVOL_PREFIX}
 */
public record Resources(
    NameTrie<Policy> policies,
    NameTrie<Usage> unikernels,
    NameTrie<Long> blocks,
    NameTrie<Boolean> transfers,
    Optional<Path> zvolPath) {
  public static final String ZVOL_PREFIX = "/dev/zvol/";

  /** More than this that are taken are no chance any more, and nobody is on a bridge of so many. */
  private static final int MAX_ATTEMPTS = 1 << 16;

  public static Resources empty(Optional<Path> zvolPath) {
    return new Resources(
        NameTrie.empty(), NameTrie.empty(), NameTrie.empty(), NameTrie.empty(), zvolPath);
  }

  public Resources withPolicies(NameTrie<Policy> changed) {
    return new Resources(changed, unikernels, blocks, transfers, zvolPath);
  }

  public Resources withUnikernel(Name name, Usage usage) {
    return withUnikernels(unikernels.with(name, usage));
  }

  public Resources withoutUnikernel(Name name) {
    return withUnikernels(unikernels.without(name));
  }

  private Resources withUnikernels(NameTrie<Usage> changed) {
    return new Resources(policies, changed, blocks, transfers, zvolPath);
  }

  public Resources withBlock(Name name, long size) {
    return withBlocks(blocks.with(name, size));
  }

  public Resources withoutBlock(Name name) {
    return withBlocks(blocks.without(name));
  }

  private Resources withBlocks(NameTrie<Long> changed) {
    return new Resources(policies, unikernels, changed, transfers, zvolPath);
  }

  /** A transfer from or to the block device begins. */
  public Resources withTransfer(Name block) {
    return new Resources(policies, unikernels, blocks, transfers.with(block, true), zvolPath);
  }

  public Resources withoutTransfer(Name block) {
    return new Resources(policies, unikernels, blocks, transfers.without(block), zvolPath);
  }

  /** Whether the device is a ZFS volume that unikernels on the path may use. */
  public boolean isAllowedZvol(Path path, String device) {
    return device.startsWith(ZVOL_PREFIX)
        && !device.contains("..")
        && device.indexOf('\0') < 0
        && zvolPath.filter(path::equals).isPresent();
  }

  /**
   * The full name of a block device, as a unikernel on the path calls it: a label is one on its own
   * path, and with colons it is one below that. So nobody can name what is elsewhere.
   */
  public static Name blockName(Path path, String device) throws InvalidNameException {
    if (device.indexOf(':') < 0) {
      return Name.of(path, Label.of(device));
    }
    Name below = Name.parse(device);
    if (device.startsWith(":") || below.label().isEmpty()) {
      throw new InvalidNameException(
          "invalid block device %s: it is named from the path of its unikernel on, like disk or a:disk"
              .formatted(Text.quote(device)));
    }
    return Name.parse(path + device);
  }

  /** What a unikernel with these arguments takes. */
  public Usage usage(Name unikernel, Arguments arguments) throws InvalidNameException {
    TreeSet<String> bridges = new TreeSet<>();
    arguments.nets().forEach(net -> bridges.add(net.hostBridge()));
    List<Name> devices = new ArrayList<>();
    for (BlockDevice block : arguments.blocks()) {
      if (!isAllowedZvol(unikernel.path(), block.hostDevice())) {
        devices.add(blockName(unikernel.path(), block.hostDevice()));
      }
    }
    return new Usage(
        arguments.cpuIds(),
        arguments.memory(),
        bridges,
        devices,
        stations(unikernel, arguments.nets()));
  }

  /** An address that was asked for is what it is; one that was not, gives way where it is taken. */
  private List<Usage.Station> stations(Name unikernel, List<NetDevice> nets) {
    if (nets.isEmpty()) {
      return List.of();
    }
    Set<Usage.Station> taken = new HashSet<>();
    for (Named<Usage> other : unikernels.entries()) {
      if (!other.name().equals(unikernel)) {
        taken.addAll(other.value().stations());
      }
    }
    for (NetDevice net : nets) {
      net.mac().ifPresent(mac -> taken.add(new Usage.Station(net.hostBridge(), mac)));
    }
    List<Usage.Station> stations = new ArrayList<>();
    for (NetDevice net : nets) {
      stations.add(
          net.mac()
              .map(mac -> new Usage.Station(net.hostBridge(), mac))
              .orElseGet(() -> free(unikernel, net, taken)));
    }
    return stations;
  }

  private static Usage.Station free(Name unikernel, NetDevice net, Set<Usage.Station> taken) {
    int attempt = 0;
    Usage.Station station;
    do {
      MacAddress mac = Macs.derive(net.name(), unikernel, attempt++);
      station = new Usage.Station(net.hostBridge(), mac);
    } while (!taken.add(station) && attempt < MAX_ATTEMPTS);
    return station;
  }

  /** The unikernel, other than one, that has the address on its bridge. */
  Optional<Name> holderOf(Usage.Station station, Name otherThan) {
    return unikernels.entries().stream()
        .filter(each -> !each.name().equals(otherThan))
        .filter(each -> each.value().stations().contains(station))
        .map(Named::name)
        .findFirst();
  }

  /** The unikernel that uses the block device: on its path, or above. */
  public Optional<Name> userOf(Name block) {
    return unikernels.entries().stream()
        .filter(unikernel -> unikernel.value().blocks().contains(block))
        .map(Named::name)
        .findFirst();
  }

  public boolean isBusy(Name block) {
    return transfers.get(block).isPresent() || userOf(block).isPresent();
  }

  /** What runs below a path, all together. */
  public Totals totalsBelow(Path path) {
    SortedSet<Long> cpuIds = new TreeSet<>();
    SortedSet<String> bridges = new TreeSet<>();
    long memory = 0;
    List<Named<Usage>> below = unikernels.below(path);
    for (Named<Usage> unikernel : below) {
      cpuIds.addAll(unikernel.value().cpuIds());
      bridges.addAll(unikernel.value().bridges());
      memory = sum(memory, unikernel.value().memory());
    }
    long block = blocks.below(path).stream().mapToLong(Named::value).reduce(0, Resources::sum);
    return new Totals(below.size(), memory, block, cpuIds, bridges);
  }

  /** What is restored from a state was not checked: it must not wrap around, nor give room. */
  private static long sum(long sum, long more) {
    return more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + Math.max(more, 0);
  }

  /**
   * Sums.
   *
   * @param memory in MB
   * @param block MB of all block devices, in use or not
   */
  public record Totals(
      long unikernels,
      long memory,
      long block,
      SortedSet<Long> cpuIds,
      SortedSet<String> bridges) {}
}
