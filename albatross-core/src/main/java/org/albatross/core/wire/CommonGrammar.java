package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.OCTETS;
import static org.albatross.core.wire.der.Der.TEXT;

import java.util.List;
import java.util.SortedSet;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.Der;
import org.albatross.core.wire.der.Sequence;

/** Policies, and what configurations and infos have in common (docs/protocol/wire.md, Messages). */
final class CommonGrammar {
  private CommonGrammar() {}

  static Codec<Policy> policy() {
    return Sequence.of(
        c -> {
          var cpuIds = c.required("cpuids", Der.sorted(INTEGER.list()), Policy::cpuIds);
          var unikernels = c.required("unikernels", INTEGER, Policy::unikernels);
          var memory = c.required("memory", INTEGER, Policy::memory);
          var block = c.optionalLong("block", Policy::block);
          var bridges = c.required("bridges", Der.sortedTexts(TEXT.list()), Policy::bridges);
          return in ->
              new Policy(
                  in.get(cpuIds),
                  in.get(unikernels),
                  in.get(memory),
                  in.get(block),
                  in.get(bridges));
        });
  }

  static final Codec<VmType> TYPE =
      Choice.of(
          constant("solo5", 0, VmType.class, type -> type == VmType.SOLO5, VmType.SOLO5),
          constant("bhyve", 1, VmType.class, type -> type == VmType.BHYVE, VmType.BHYVE));

  static final Codec<OnFailure> ON_FAILURE =
      Choice.of(
          constant("quit", 0, OnFailure.Quit.class, new OnFailure.Quit()),
          alternative(
              "restart",
              1,
              OnFailure.Restart.class,
              Der.sorted(INTEGER.set()).map(OnFailure.Restart::new, OnFailure.Restart::exitCodes)));

  static final Codec<MacAddress> MAC =
      OCTETS.map(
          octets -> {
            if (octets.length() != MacAddress.LENGTH) {
              throw new DecodeException("a MAC address of " + octets.length() + " bytes");
            }
            return new MacAddress(octets);
          },
          MacAddress::bytes);

  static Codec<SortedSet<Long>> cpuIds(boolean several) {
    return several
        ? Der.sorted(INTEGER.set())
        : INTEGER.map(
            id -> SortedSets.copyOf(List.of(id)), ids -> ids.isEmpty() ? 0L : ids.first());
  }
}
