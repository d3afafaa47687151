package org.albatross.core.model.unikernel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.SortedSets;

/**
 * What there is to know of a unikernel that runs (docs/protocol/wire.md, Info).
 *
 * @param digest SHA-256 of the uncompressed image; BHyve: the name of the virtual machine
 * @param started when it was started
 */
public record UnikernelInfo(
    VmType type,
    OptionalLong startup,
    OnFailure onFailure,
    SortedSet<Long> cpuIds,
    long memory,
    Bytes digest,
    List<Block> blocks,
    List<Net> nets,
    Optional<List<String>> argv,
    Instant started,
    long numCpus,
    Optional<String> linuxBootPartition) {
  public UnikernelInfo {
    cpuIds = SortedSets.copyOf(cpuIds);
    blocks = List.copyOf(blocks);
    nets = List.copyOf(nets);
    argv = argv.map(List::copyOf);
  }

  /**
   * A block device.
   *
   * @param sectorSize in bytes
   * @param size in MB
   */
  public record Block(String name, String device, long sectorSize, long size) {}

  /** A network device. */
  public record Net(String name, String bridge, MacAddress mac) {}
}
