package org.albatross.core.wire;

import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.OCTETS;
import static org.albatross.core.wire.der.Der.TEXT;
import static org.albatross.core.wire.der.Der.TIME;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Sequence;

/** What is told of running unikernels, in the shapes of the years (docs/protocol/wire.md, Info). */
final class InfoGrammar {
  private InfoGrammar() {}

  private static final Codec<UnikernelInfo.Block> BLOCK =
      Sequence.of(
          c -> {
            var name = c.required("name", TEXT, UnikernelInfo.Block::name);
            var device = c.required("device", TEXT, UnikernelInfo.Block::device);
            var sectorSize = c.required("sector-size", INTEGER, UnikernelInfo.Block::sectorSize);
            var size = c.required("size", INTEGER, UnikernelInfo.Block::size);
            return in ->
                new UnikernelInfo.Block(
                    in.get(name), in.get(device), in.get(sectorSize), in.get(size));
          });

  private static final Codec<UnikernelInfo.Net> NET =
      Sequence.of(
          c -> {
            var name = c.required("name", TEXT, UnikernelInfo.Net::name);
            var bridge = c.required("bridge", TEXT, UnikernelInfo.Net::bridge);
            var mac = c.required("mac", CommonGrammar.MAC, UnikernelInfo.Net::mac);
            return in -> new UnikernelInfo.Net(in.get(name), in.get(bridge), in.get(mac));
          });

  /**
   * The shape that the asker knows. One that knows a single CPU id is told the lowest: the original
   * dies of that question (docs/protocol/original.md, Daemons that die).
   */
  static Codec<UnikernelInfo> info(InfoShape shape) {
    boolean current = shape == InfoShape.CURRENT;
    return Sequence.of(
        c -> {
          var type = c.required("typ", CommonGrammar.TYPE, UnikernelInfo::type);
          var startup =
              shape == InfoShape.V4
                  ? c.lacking("startup", OptionalLong.empty())
                  : c.optionalLong("startup", UnikernelInfo::startup);
          var onFailure =
              c.required("on-failure", CommonGrammar.ON_FAILURE, UnikernelInfo::onFailure);
          var cpuIds = c.required("cpuids", CommonGrammar.cpuIds(current), UnikernelInfo::cpuIds);
          var memory = c.required("memory", INTEGER, UnikernelInfo::memory);
          var digest = c.required("digest", OCTETS, UnikernelInfo::digest);
          var blocks = c.unlessEmpty("blocks", BLOCK.set().tagged(0), UnikernelInfo::blocks);
          var nets = c.unlessEmpty("bridges", NET.set().tagged(1), UnikernelInfo::nets);
          var argv = c.<List<String>>optional("argv", TEXT.list().tagged(2), UnikernelInfo::argv);
          var started =
              c.defaulted("started", TIME.tagged(3), Instant.EPOCH, UnikernelInfo::started);
          var numCpus =
              current
                  ? c.defaulted("numcpus", INTEGER.tagged(4), 1L, UnikernelInfo::numCpus)
                  : c.lacking("numcpus", 1L);
          var boot =
              current
                  ? c.<String>optional(
                      "linux-boot-partition", TEXT.tagged(5), UnikernelInfo::linuxBootPartition)
                  : c.lacking("linux-boot-partition", Optional.<String>empty());
          return in ->
              new UnikernelInfo(
                  in.get(type),
                  in.get(startup),
                  in.get(onFailure),
                  in.get(cpuIds),
                  in.get(memory),
                  in.get(digest),
                  in.get(blocks),
                  in.get(nets),
                  in.get(argv),
                  in.get(started),
                  in.get(numCpus),
                  in.get(boot));
        });
  }
}
