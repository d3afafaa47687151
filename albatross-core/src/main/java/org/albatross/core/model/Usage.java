package org.albatross.core.model;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a unikernel takes of its host.
 *
 * @param memory in MB
 * @param blocks its block devices by full name, those on ZFS volumes not included
 */
public record Usage(
    SortedSet<Long> cpuIds, long memory, SortedSet<String> bridges, List<Name> blocks) {
  public Usage {
    cpuIds = SortedSets.copyOf(cpuIds);
    bridges = SortedSets.copyOf(bridges);
    blocks = List.copyOf(blocks);
  }

  /**
   * What is taken while one unikernel gives way to another: their CPUs, bridges and block devices,
   * and the memory of the larger, for they do not run at the same time.
   */
  public Usage whileReplacedBy(Usage other) {
    TreeSet<String> names = new TreeSet<>();
    java.util.ArrayList<Name> both = new java.util.ArrayList<>();
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
        both);
  }

  private static <T extends Comparable<T>> SortedSet<T> union(
      Collection<T> one, Collection<T> other) {
    TreeSet<T> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
