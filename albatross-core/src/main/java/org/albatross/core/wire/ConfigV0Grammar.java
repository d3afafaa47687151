package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.old;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.OCTETS;
import static org.albatross.core.wire.der.Der.TEXT;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Sequence;

/** The first shape of a configuration, which survives in old states only; never written. */
final class ConfigV0Grammar {
  private ConfigV0Grammar() {}

  private static final Codec<Image> IMAGE =
      Choice.of(
          old("hvt-amd64", 0, Image.class, image(false)),
          old("hvt-arm64", 1, Image.class, image(false)),
          old("hvt-amd64-zlib", 2, Image.class, image(true)));

  static final Codec<UnikernelConfig> CONFIG_V0 =
      Sequence.of(
          c -> {
            var cpuId = c.onlyRead("cpuid", INTEGER);
            var memory = c.onlyRead("memory", INTEGER);
            var block = c.onlyReadOptional("block", TEXT);
            var bridges = c.onlyReadOptional("bridges", TEXT.list());
            var image = c.onlyRead("image", IMAGE);
            var argv = c.onlyReadOptional("argv", TEXT.list());
            return in ->
                new UnikernelConfig(
                    VmType.SOLO5,
                    in.get(image),
                    new Arguments(
                        new OnFailure.Quit(),
                        OptionalLong.empty(),
                        true,
                        SortedSets.copyOf(List.of(in.get(cpuId))),
                        in.get(memory),
                        in.get(block).map(ConfigV0Grammar::block).stream().toList(),
                        in.get(bridges).orElse(List.of()).stream()
                            .map(ConfigV0Grammar::net)
                            .toList(),
                        in.get(argv),
                        1,
                        Optional.empty()));
          });

  private static BlockDevice block(String name) {
    return new BlockDevice(name, Optional.empty(), OptionalLong.empty());
  }

  private static NetDevice net(String name) {
    return new NetDevice(name, Optional.empty(), Optional.empty());
  }

  private static Codec<Image> image(boolean compressed) {
    return OCTETS.map((Bytes data) -> new Image(compressed, data), Image::data);
  }
}
