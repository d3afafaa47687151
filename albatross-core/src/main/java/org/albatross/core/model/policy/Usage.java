package org.albatross.core.model.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.NetDevice;

/**
 * What a unikernel takes of its host.
 *
 * @param memory in MB
 * @param blocks its block devices by full name, those on ZFS volumes not included
 * @param stations what it is on its bridges, in the order of its nets
 */
public record Usage(
    SortedSet<Long> cpuIds,
    long memory,
    SortedSet<String> bridges,
    List<Name> blocks,
    List<Station> stations) {

  /** Somebody on a bridge. */
  public record Station(String bridge, MacAddress mac) {}

  public Usage {
    stations = List.copyOf(stations);
    cpuIds = SortedSets.copyOf(cpuIds);
    bridges = SortedSets.copyOf(bridges);
    blocks = List.copyOf(blocks);
  }

  /** Of one without nets. */
  public Usage(SortedSet<Long> cpuIds, long memory, SortedSet<String> bridges, List<Name> blocks) {
    this(cpuIds, memory, bridges, blocks, List.of());
  }

  /** The arguments that it was made of, with the addresses that their nets have. */
  public Arguments withAddresses(Arguments arguments) {
    if (stations.size() != arguments.nets().size()) {
      return arguments;
    }
    List<NetDevice> nets = new ArrayList<>();
    for (int i = 0; i < stations.size(); i++) {
      nets.add(arguments.nets().get(i).withMac(stations.get(i).mac()));
    }
    return arguments.withNets(nets);
  }

  /**
   * What is taken while one unikernel gives way to another: their CPUs, bridges, addresses and
   * block devices, and the memory of the larger, for they do not run at the same time.
   */
  public Usage whileReplacedBy(Usage other) {
    TreeSet<String> names = new TreeSet<>();
    List<Name> both = new ArrayList<>();
    for (List<Name> list : List.of(blocks, other.blocks)) {
      for (Name block : list) {
        if (names.add(block.text())) {
          both.add(block);
        }
      }
    }
    return new Usage(
        union(cpuIds, other.cpuIds),
        Math.max(memory, other.memory),
        union(bridges, other.bridges),
        both,
        Stream.concat(stations.stream(), other.stations.stream()).distinct().toList());
  }

  private static <T extends Comparable<T>> SortedSet<T> union(
      Collection<T> one, Collection<T> other) {
    TreeSet<T> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
