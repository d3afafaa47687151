package org.albatross.core.model.unikernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import org.albatross.core.model.SortedSets;

/**
 * Everything about a unikernel but its type and image; what a restart may replace
 * (docs/protocol/wire.md, Arguments).
 *
 * @param onFailure what to do when it ends
 * @param startup lower ones start first when albatrossd starts; absent: 50
 * @param addName whether {@code --name=} is put before the arguments
 * @param cpuIds the CPUs that it is pinned to
 * @param memory in MB
 * @param blocks its block devices
 * @param nets its network devices
 * @param argv its arguments; absent and empty differ on the wire only
 * @param numCpus how many CPUs it sees (BHyve)
 * @param linuxBootPartition where a Linux boots from (BHyve)
 */
public record Arguments(
    OnFailure onFailure,
    OptionalLong startup,
    boolean addName,
    SortedSet<Long> cpuIds,
    long memory,
    List<BlockDevice> blocks,
    List<NetDevice> nets,
    Optional<List<String>> argv,
    long numCpus,
    Optional<String> linuxBootPartition) {
  public static final long DEFAULT_STARTUP = 50;

  public Arguments {
    cpuIds = SortedSets.copyOf(cpuIds);
    blocks = List.copyOf(blocks);
    nets = List.copyOf(nets);
    argv = argv.map(List::copyOf);
  }

  public long startupOrDefault() {
    return startup.orElse(DEFAULT_STARTUP);
  }

  public Arguments withNets(List<NetDevice> changed) {
    return new Arguments(
        onFailure,
        startup,
        addName,
        cpuIds,
        memory,
        blocks,
        changed,
        argv,
        numCpus,
        linuxBootPartition);
  }

  public Arguments withoutName() {
    return new Arguments(
        onFailure, startup, false, cpuIds, memory, blocks, nets, argv, numCpus, linuxBootPartition);
  }
}
