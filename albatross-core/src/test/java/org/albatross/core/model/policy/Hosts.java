package org.albatross.core.model.policy;

import static org.albatross.core.model.Names.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Names;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;

/** Hosts, policies and unikernels for tests of the resource rules. */
final class Hosts {
  /** The largest INTEGER of the protocol. */
  static final long BIG = (1L << 62) - 1;

  /** A host of 4 CPUs, 1024 MB of memory and of block devices, and two bridges. */
  static final Policy HOST =
      new Policy(cpus(0, 1, 2, 3), BIG, 1024, OptionalLong.of(1024), texts("br0", "br1"));

  private Hosts() {}

  static Host host() {
    return new Host(Resources.empty(Optional.empty()));
  }

  static PolicyBuilder policy() {
    return new PolicyBuilder(HOST);
  }

  static UnikernelBuilder unikernel(long memory) {
    return new UnikernelBuilder(memory);
  }

  static SortedSet<Long> cpus(long... ids) {
    TreeSet<Long> set = new TreeSet<>();
    for (long id : ids) {
      set.add(id);
    }
    return set;
  }

  static SortedSet<String> texts(String... texts) {
    return new TreeSet<>(List.of(texts));
  }

  /** What is there; nothing is checked here. */
  record Host(Resources resources) {
    Host policy(String path, PolicyBuilder policy) {
      return new Host(
          resources.withPolicies(resources.policies().with(name(path), policy.build())));
    }

    Host runs(String name, UnikernelBuilder unikernel) {
      try {
        Usage usage = resources.usage(name(name), unikernel.build());
        return new Host(resources.withUnikernel(name(name), usage));
      } catch (InvalidNameException e) {
        throw new IllegalArgumentException(e);
      }
    }

    Host block(String name, long size) {
      return new Host(resources.withBlock(name(name), size));
    }

    Host zvolsFor(String path) {
      return new Host(
          new Resources(
              resources.policies(),
              resources.unikernels(),
              resources.blocks(),
              resources.transfers(),
              Optional.of(Names.path(path))));
    }
  }

  /** As much as the host has, but for what is said. */
  record PolicyBuilder(Policy policy) {
    PolicyBuilder cpus(Long... ids) {
      return new PolicyBuilder(
          new Policy(
              new TreeSet<>(List.of(ids)),
              policy.unikernels(),
              policy.memory(),
              policy.block(),
              policy.bridges()));
    }

    PolicyBuilder unikernels(long number) {
      return new PolicyBuilder(
          new Policy(policy.cpuIds(), number, policy.memory(), policy.block(), policy.bridges()));
    }

    PolicyBuilder memory(long mb) {
      return new PolicyBuilder(
          new Policy(policy.cpuIds(), policy.unikernels(), mb, policy.block(), policy.bridges()));
    }

    PolicyBuilder block(long mb) {
      return block(OptionalLong.of(mb));
    }

    PolicyBuilder noBlock() {
      return block(OptionalLong.empty());
    }

    private PolicyBuilder block(OptionalLong mb) {
      return new PolicyBuilder(
          new Policy(policy.cpuIds(), policy.unikernels(), policy.memory(), mb, policy.bridges()));
    }

    PolicyBuilder bridges(String... names) {
      return new PolicyBuilder(
          new Policy(
              policy.cpuIds(), policy.unikernels(), policy.memory(), policy.block(), texts(names)));
    }

    Policy build() {
      return policy;
    }
  }

  /** On CPU 0, without devices, but for what is said. */
  static final class UnikernelBuilder {
    private final long memory;
    private final List<BlockDevice> blocks = new ArrayList<>();
    private final List<NetDevice> nets = new ArrayList<>();
    private SortedSet<Long> cpuIds = Hosts.cpus(0);
    private long numCpus = 1;
    private Optional<List<String>> argv = Optional.empty();

    private UnikernelBuilder(long memory) {
      this.memory = memory;
    }

    UnikernelBuilder cpus(Long... ids) {
      cpuIds = new TreeSet<>(List.of(ids));
      return this;
    }

    UnikernelBuilder numCpus(long number) {
      numCpus = number;
      return this;
    }

    UnikernelBuilder block(String name) {
      blocks.add(new BlockDevice(name, Optional.empty(), OptionalLong.empty()));
      return this;
    }

    UnikernelBuilder block(String name, String device) {
      blocks.add(new BlockDevice(name, Optional.of(device), OptionalLong.empty()));
      return this;
    }

    UnikernelBuilder net(String name, String bridge, String mac) {
      try {
        nets.add(new NetDevice(name, Optional.of(bridge), Optional.of(MacAddress.parse(mac))));
      } catch (AlbatrossException e) {
        throw new IllegalArgumentException(e);
      }
      return this;
    }

    UnikernelBuilder sectors(String name, long size) {
      blocks.add(new BlockDevice(name, Optional.empty(), OptionalLong.of(size)));
      return this;
    }

    UnikernelBuilder argv(String... words) {
      argv = Optional.of(List.of(words));
      return this;
    }

    UnikernelBuilder net(String name) {
      nets.add(new NetDevice(name, Optional.empty(), Optional.empty()));
      return this;
    }

    UnikernelBuilder net(String name, String bridge) {
      nets.add(new NetDevice(name, Optional.of(bridge), Optional.empty()));
      return this;
    }

    Arguments build() {
      return new Arguments(
          new OnFailure.Quit(),
          OptionalLong.empty(),
          true,
          cpuIds,
          memory,
          blocks,
          nets,
          argv,
          numCpus,
          Optional.empty());
    }
  }
}
