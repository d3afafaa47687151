package org.albatross.albatrossd.unikernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.metrics.LineProtocol;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.policy.Usage;
import org.junit.jupiter.api.Test;

class HoldingsPointsTest {
  @Test
  void everyPathSaysWhatIsHeldBelowItAndWhatMayBe() throws Exception {
    Policy policy =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            4,
            256,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of()));
    Usage usage =
        new Usage(
            SortedSets.copyOf(List.of(0L)),
            32,
            SortedSets.copyOf(List.of()),
            List.of(Name.parse("a:disk")));
    Resources resources =
        Resources.empty(Optional.empty())
            .withPolicies(NameTrie.<Policy>empty().with(Name.parse("a:"), policy))
            .withBlock(Name.parse("a:disk"), 10)
            .withBlock(Name.parse("a:spare"), 5)
            .withUnikernel(Name.parse("a:b:one"), usage);
    List<String> lines =
        HoldingsPoints.of("albatross", resources).stream().map(LineProtocol::line).toList();
    assertEquals(
        List.of(
            "albatross-unikernels,vm=albatross,domain=: attached\\ used\\ block=10i,"
                + "unattached\\ used\\ block=5i,total\\ used\\ block=15i,"
                + "running\\ unikernels=1i,used\\ memory=32i\n",
            "albatross-unikernels,vm=albatross,domain=a attached\\ used\\ block=10i,"
                + "unattached\\ used\\ block=5i,total\\ used\\ block=15i,"
                + "running\\ unikernels=1i,used\\ memory=32i\n",
            "albatross-policies,vm=albatross,domain=a maximum\\ unikernels=4i,"
                + "maximum\\ memory=256i,maximum\\ block=0i\n",
            "albatross-unikernels,vm=albatross,domain=a:b attached\\ used\\ block=0i,"
                + "unattached\\ used\\ block=0i,total\\ used\\ block=0i,"
                + "running\\ unikernels=1i,used\\ memory=32i\n"),
        lines);
  }
}
