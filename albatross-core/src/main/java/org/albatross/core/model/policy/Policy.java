package org.albatross.core.model.policy;

import java.util.OptionalLong;
import java.util.SortedSet;
import org.albatross.core.model.SortedSets;

/**
 * What may run below a path (docs/protocol/wire.md, Policy).
 *
 * @param cpuIds the CPUs that unikernels may be pinned to
 * @param unikernels how many may run
 * @param memory MB for all of them together
 * @param block MB for all block devices together; absent: no block devices
 * @param bridges the bridges that their nets may be attached to
 */
public record Policy(
    SortedSet<Long> cpuIds,
    long unikernels,
    long memory,
    OptionalLong block,
    SortedSet<String> bridges) {
  public Policy {
    cpuIds = SortedSets.copyOf(cpuIds);
    bridges = SortedSets.copyOf(bridges);
  }
}
