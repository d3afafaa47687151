package org.albatross.core.wire;

import static org.albatross.core.wire.der.Der.BOOLEAN;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.OCTETS;
import static org.albatross.core.wire.der.Der.TEXT;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.Function;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Sequence;

/**
 * Configurations of unikernels in all shapes, each put together when asked for
 * (docs/protocol/wire.md, Config).
 */
final class ConfigGrammar {
  private ConfigGrammar() {}

  private static final Codec<BlockDevice> BLOCK =
      Sequence.of(
          c -> {
            var name = c.required("name", TEXT, BlockDevice::name);
            var device = c.optional("device", TEXT, BlockDevice::device);
            var sectorSize = c.optionalLong("sector-size", BlockDevice::sectorSize);
            return in -> new BlockDevice(in.get(name), in.get(device), in.get(sectorSize));
          });

  private static final Codec<NetDevice> NET =
      Sequence.of(
          c -> {
            var name = c.required("name", TEXT, NetDevice::name);
            var bridge = c.optional("bridge", TEXT, NetDevice::bridge);
            var mac = c.optional("mac", CommonGrammar.MAC, NetDevice::mac);
            return in -> new NetDevice(in.get(name), in.get(bridge), in.get(mac));
          });

  private static final Codec<NetDevice> NET_WITHOUT_MAC =
      Sequence.of(
          c -> {
            var name = c.required("name", TEXT, NetDevice::name);
            var bridge = c.optional("bridge", TEXT, NetDevice::bridge);
            return in -> new NetDevice(in.get(name), in.get(bridge), Optional.empty());
          });

  private static final Codec<BlockDevice> BLOCK_NAME =
      TEXT.map(
          name -> new BlockDevice(name, Optional.empty(), OptionalLong.empty()), BlockDevice::name);

  private static final Codec<NetDevice> NET_NAME =
      TEXT.map(name -> new NetDevice(name, Optional.empty(), Optional.empty()), NetDevice::name);

  /** In what the shapes of configurations and arguments differ. */
  private record Shape(
      Codec<List<BlockDevice>> blocks,
      Codec<List<NetDevice>> nets,
      boolean hasStartup,
      boolean hasSeveralCpus) {
    static final Shape V1 = new Shape(BLOCK_NAME.set(), NET_NAME.set(), false, false);
    static final Shape V2 = new Shape(BLOCK_NAME.set(), NET_WITHOUT_MAC.list(), false, false);
    static final Shape V3 = new Shape(BLOCK.set(), NET.set(), false, false);
    static final Shape V4 = new Shape(BLOCK.set(), NET.set(), true, false);
    static final Shape CURRENT = new Shape(BLOCK.set(), NET.set(), true, true);
  }

  static Codec<UnikernelConfig> config() {
    return config(Shape.CURRENT);
  }

  static Codec<UnikernelConfig> configV4() {
    return config(Shape.V4);
  }

  static Codec<UnikernelConfig> configV3() {
    return config(Shape.V3);
  }

  static Codec<UnikernelConfig> configV2() {
    return config(Shape.V2);
  }

  static Codec<UnikernelConfig> configV1() {
    return config(Shape.V1);
  }

  static Codec<Arguments> arguments() {
    return arguments(Shape.CURRENT);
  }

  static Codec<Arguments> argumentsV1() {
    return arguments(Shape.V4);
  }

  static Codec<Arguments> argumentsV0() {
    return arguments(Shape.V3);
  }

  private static Codec<UnikernelConfig> config(Shape shape) {
    return Sequence.of(
        c -> {
          var type = c.required("typ", CommonGrammar.TYPE, UnikernelConfig::type);
          var compressed = c.required("compressed", BOOLEAN, u -> u.image().compressed());
          var image = c.required("image", OCTETS, u -> u.image().data());
          var common = new Common<>(c, UnikernelConfig::arguments, shape);
          var startup = common.startup();
          var addName = common.addName();
          var onFailure = common.onFailure();
          var rest = common.rest();
          return in ->
              new UnikernelConfig(
                  in.get(type),
                  new Image(in.get(compressed), in.get(image)),
                  rest.make(in, onFailure, startup, addName));
        });
  }

  private static Codec<Arguments> arguments(Shape shape) {
    return Sequence.of(
        c -> {
          var common = new Common<>(c, Function.<Arguments>identity(), shape);
          var onFailure = common.onFailure();
          var startup = common.startup();
          var addName = common.addName();
          var rest = common.rest();
          return in -> rest.make(in, onFailure, startup, addName);
        });
  }

  /** The components that configurations and arguments share, though not in the same order. */
  private record Common<R>(Sequence.Components<R> c, Function<R, Arguments> of, Shape shape) {
    Sequence.Component<R, OnFailure> onFailure() {
      return c.required("on-failure", CommonGrammar.ON_FAILURE, of.andThen(Arguments::onFailure));
    }

    Sequence.Component<R, OptionalLong> startup() {
      return shape.hasStartup()
          ? c.optionalLong("startup", of.andThen(Arguments::startup))
          : c.lacking("startup", OptionalLong.empty());
    }

    Sequence.Component<R, Boolean> addName() {
      return shape.hasStartup()
          ? c.required("add-name", BOOLEAN, of.andThen(Arguments::addName))
          : c.lacking("add-name", true);
    }

    Rest<R> rest() {
      boolean several = shape.hasSeveralCpus();
      return new Rest<>(
          c.required("cpuids", CommonGrammar.cpuIds(several), of.andThen(Arguments::cpuIds)),
          c.required("memory", INTEGER, of.andThen(Arguments::memory)),
          c.unlessEmpty("blocks", shape.blocks.tagged(0), of.andThen(Arguments::blocks)),
          c.unlessEmpty("bridges", shape.nets.tagged(1), of.andThen(Arguments::nets)),
          c.optional("argv", TEXT.list().tagged(2), of.andThen(Arguments::argv)),
          several
              ? c.defaulted("numcpus", INTEGER.tagged(3), 1L, of.andThen(Arguments::numCpus))
              : c.lacking("numcpus", 1L),
          several
              ? c.optional(
                  "linux-boot-partition", TEXT.tagged(4), of.andThen(Arguments::linuxBootPartition))
              : c.lacking("linux-boot-partition", Optional.empty()));
    }
  }

  private record Rest<R>(
      Sequence.Component<R, SortedSet<Long>> cpuIds,
      Sequence.Component<R, Long> memory,
      Sequence.Component<R, List<BlockDevice>> blocks,
      Sequence.Component<R, List<NetDevice>> nets,
      Sequence.Component<R, Optional<List<String>>> argv,
      Sequence.Component<R, Long> numCpus,
      Sequence.Component<R, Optional<String>> linuxBootPartition) {
    Arguments make(
        Sequence.Values in,
        Sequence.Component<R, OnFailure> onFailure,
        Sequence.Component<R, OptionalLong> startup,
        Sequence.Component<R, Boolean> addName) {
      return new Arguments(
          in.get(onFailure),
          in.get(startup),
          in.get(addName),
          in.get(cpuIds),
          in.get(memory),
          in.get(blocks),
          in.get(nets),
          in.get(argv),
          in.get(numCpus),
          in.get(linuxBootPartition));
    }
  }
}
