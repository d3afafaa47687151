package org.albatross.core.model.policy;

import static org.albatross.core.model.Names.path;
import static org.albatross.core.model.policy.Hosts.BIG;
import static org.albatross.core.model.policy.Hosts.host;
import static org.albatross.core.model.policy.Hosts.policy;
import static org.albatross.core.model.policy.Hosts.unikernel;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.policy.Hosts.Host;
import org.albatross.core.model.policy.Hosts.PolicyBuilder;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/** docs/protocol/daemons.md, Policies: which policy may be put on a path. */
class PolicyRulesTest {
  private static void allowed(Host host, String path, PolicyBuilder policy) {
    assertDoesNotThrow(
        () -> ResourceRules.checkPolicy(host.resources(), path(path), policy.build()));
  }

  private static String refused(Host host, String path, PolicyBuilder policy) {
    return assertThrows(
            PolicyException.class,
            () -> ResourceRules.checkPolicy(host.resources(), path(path), policy.build()))
        .getMessage();
  }

  @Test
  void theRootsPolicyIsWhatTheHostHas() {
    assertEquals(
        "the policy of the root is what this host has, and cannot be set; name a path",
        refused(host(), ":", policy()));
  }

  @Test
  void numbersAreNotNegative() {
    for (PolicyBuilder negative :
        List.of(policy().unikernels(-1), policy().memory(-1), policy().block(-1))) {
      assertEquals("a policy's numbers must not be negative", refused(host(), "a:", negative));
    }
    allowed(host(), "a:", policy().unikernels(0).memory(0).block(0).cpus().bridges());
  }

  @Test
  void aPolicyMayNameMoreThanThisHostHas() {
    allowed(
        host(),
        "a:",
        policy().unikernels(BIG).memory(BIG).block(BIG).cpus(0L, 99L).bridges("elsewhere"));
  }

  @Test
  void aPolicyIsNotLargerThanAnyAboveIt() {
    for (String above : List.of("a:", "a:b:")) {
      Host host =
          host()
              .policy(
                  above, policy().unikernels(2).memory(100).block(50).cpus(1L, 2L).bridges("br0"));
      PolicyBuilder same =
          host.resources().policies().get(path(above)).map(PolicyBuilder::new).get();
      allowed(host, "a:b:c:", same);
      String the = "the policy of " + above + " ";
      assertEquals(
          the + "allows 2 unikernels, this one would allow 3",
          refused(host, "a:b:c:", same.unikernels(3)));
      assertEquals(
          the + "allows 100 MB of memory, this one would allow 101",
          refused(host, "a:b:c:", same.memory(101)));
      assertEquals(
          the + "allows 50 MB of block devices, this one would allow 51",
          refused(host, "a:b:c:", same.block(51)));
      assertEquals(
          the + "allows the CPU ids 1 and 2, this one also 0 and 3",
          refused(host, "a:b:c:", same.cpus(0L, 1L, 3L)));
      assertEquals(
          the + "does not allow the bridge \"br1\", this one would",
          refused(host, "a:b:c:", same.bridges("br1")));
    }
  }

  @Test
  void whereNoBlockDevicesAreAllowedNoneAreBelow() {
    Host host = host().policy("a:", policy().noBlock());
    assertEquals(
        "the policy of a: allows no block devices, this one would",
        refused(host, "a:b:", policy().block(0)));
    allowed(host, "a:b:", policy().noBlock());
    allowed(host().policy("a:", policy().block(0)), "a:b:", policy().noBlock());
  }

  @Test
  void noPolicyBelowIsLarger() {
    for (String below : List.of("a:b:", "a:b:c:")) {
      Host host = host().policy(below, policy().memory(100).cpus(0L, 1L));
      allowed(host, "a:", policy().memory(100).cpus(0L, 1L));
      assertEquals(
          "this one allows 99 MB of memory, the policy of " + below + " would allow 100",
          refused(host, "a:", policy().memory(99)));
      assertEquals(
          "this one allows the CPU ids 1, the policy of " + below + " also 0",
          refused(host, "a:", policy().cpus(1L)));
    }
  }

  @Test
  void thePolicyThatIsReplacedDoesNotCount() {
    Host host = host().policy("a:", policy().memory(100));
    allowed(host, "a:", policy().memory(200));
    allowed(host, "a:", policy().memory(50));
  }

  @Test
  void policiesBesideDoNotCount() {
    Host host = host().policy("a:b:", policy().memory(10)).policy("ab:", policy().memory(10));
    allowed(host, "a:c:", policy().memory(100));
    allowed(host, "b:", policy().memory(100));
  }

  @Test
  void whatRunsBelowFits() {
    Host host =
        host()
            .block("a:b:used", 10)
            .block("a:spare", 20)
            .runs("a:one", unikernel(30).cpus(1L).net("n", "br0"))
            .runs("a:b:two", unikernel(12).cpus(2L).block("used"));
    PolicyBuilder exact = policy().unikernels(2).memory(42).block(30).cpus(1L, 2L).bridges("br0");
    allowed(host, "a:", exact);
    String the = "the policy of a: ";
    assertEquals(
        the + "would allow 1 unikernels, and 2 are in use there",
        refused(host, "a:", exact.unikernels(1)));
    assertEquals(
        the + "would allow 41 MB of memory, and 42 are in use there",
        refused(host, "a:", exact.memory(41)));
    assertEquals(
        the + "would allow 29 MB of block devices, and 30 are in use there",
        refused(host, "a:", exact.block(29)));
    assertEquals(
        the + "would allow 0 MB of block devices, and 30 are in use there",
        refused(host, "a:", exact.noBlock()));
    assertEquals(the + "allows the CPU ids 1, not 2", refused(host, "a:", exact.cpus(1L)));
    assertEquals(
        the + "does not allow the bridge \"br0\" (it has none)",
        refused(host, "a:", exact.bridges()));
    allowed(host, "x:", policy().unikernels(0).memory(0).noBlock().cpus().bridges());
  }

  @Test
  void aPolicyIsNotLargerThanItself() {
    Property.holds(
        500,
        random -> {
          Policy policy = any(random);
          assertTrue(notLarger(policy, policy));
        });
  }

  @Test
  void notBeingLargerIsTransitive() {
    int[] chains = new int[1];
    Property.holds(
        50_000,
        random -> {
          Policy one = any(random);
          Policy two = any(random);
          Policy three = any(random);
          if (notLarger(one, two) && notLarger(two, three)) {
            chains[0]++;
            assertTrue(notLarger(one, three));
          }
        });
    assertTrue(chains[0] > 50, "too few chains: " + chains[0]);
  }

  @Test
  void twoThatAreNotLargerThanEachOtherAreTheSame() {
    Property.holds(
        5_000,
        random -> {
          Policy one = any(random);
          Policy two = any(random);
          if (notLarger(one, two) && notLarger(two, one)) {
            assertEquals(one, two);
          }
        });
  }

  private static boolean notLarger(Policy upper, Policy lower) {
    try {
      ResourceRules.checkNotLarger("upper", upper, "lower", lower);
      return true;
    } catch (PolicyException e) {
      return false;
    }
  }

  private static Policy any(SeededRandom random) {
    return new Policy(
        new TreeSet<>(random.list(2, r -> (long) r.between(0, 2))),
        random.between(0, 3),
        random.between(0, 3),
        random.maybe(r -> r.between(0, 3)).map(OptionalLong::of).orElse(OptionalLong.empty()),
        new TreeSet<>(random.list(1, r -> r.pick(List.of("br0", "br1")))));
  }
}
