package org.albatross.core.model.policy;

import static org.albatross.core.model.Names.name;
import static org.albatross.core.model.policy.Hosts.BIG;
import static org.albatross.core.model.policy.Hosts.HOST;
import static org.albatross.core.model.policy.Hosts.host;
import static org.albatross.core.model.policy.Hosts.policy;
import static org.albatross.core.model.policy.Hosts.unikernel;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Hosts.Host;
import org.albatross.core.model.unikernel.Arguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol/daemons.md, Create: what a new unikernel may take. */
class ResourceRulesTest {
  private static void allowed(Host host, String name, Arguments arguments) {
    assertDoesNotThrow(
        () -> ResourceRules.checkCreate(host.resources(), name(name), arguments, HOST));
  }

  private static String refused(Host host, String name, Arguments arguments) {
    return assertThrows(
            AlbatrossException.class,
            () -> ResourceRules.checkCreate(host.resources(), name(name), arguments, HOST))
        .getMessage();
  }

  @Test
  void aUnikernelNeedsALastLabel() {
    assertEquals(
        "the name a:b: is a path: a unikernel needs a last label, like a:b:hello",
        refused(host(), "a:b:", unikernel(1).build()));
    assertEquals(
        "the name : is a path: a unikernel needs a last label, like :hello",
        refused(host(), ":", unikernel(1).build()));
  }

  @Test
  void aNameIsTakenOnce() {
    Host host = host().runs("a:hello", unikernel(1));
    assertEquals(
        "a unikernel a:hello exists already; destroy it first, or create with --force",
        refused(host, "a:hello", unikernel(1).build()));
    allowed(host, ":hello", unikernel(1).build());
    allowed(host, "a:hello:hello", unikernel(1).build());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, -BIG})
  void memoryAndCpusArePositive(long number) {
    assertEquals(
        "memory must be at least 1 MB, not " + number + " MB",
        refused(host(), "a", unikernel(number).build()));
    assertEquals(
        "a unikernel needs at least one CPU, not " + number,
        refused(host(), "a", unikernel(1).numCpus(number).build()));
  }

  @Test
  void aUnikernelIsPinnedToACpu() {
    assertEquals(
        "a unikernel needs at least one CPU id", refused(host(), "a", unikernel(1).cpus().build()));
  }

  @Test
  void withoutPoliciesTheHostItselfIsTheLimit() {
    allowed(host(), "a:b", unikernel(1024).cpus(0L, 3L).net("service", "br1").build());
    assertEquals(
        "this host allows 1024 MB of memory, 0 MB are used, and 1025 MB more were asked for",
        refused(host(), "a:b", unikernel(1025).build()));
    assertEquals(
        "this host has the CPU ids 0, 1, 2 and 3, not 4 and 9",
        refused(host(), "a:b", unikernel(1).cpus(9L, 1L, 4L).build()));
    assertEquals(
        "this host has no bridge \"lan\" (it has \"br0\", \"br1\")",
        refused(host(), "a:b", unikernel(1).net("service", "lan").build()));
  }

  @Test
  void aNetWithoutABridgeMeansTheBridgeOfItsName() {
    allowed(host(), "a", unikernel(1).net("br0").build());
    assertEquals(
        "this host has no bridge \"service\" (it has \"br0\", \"br1\")",
        refused(host(), "a", unikernel(1).net("service").build()));
  }

  @Test
  void theMemoryOfAllBelowCountsAtEveryPathUpToTheRoot() {
    for (String governed : List.of("a:", "a:b:", "a:b:c:")) {
      Host host = host().policy(governed, policy().memory(100)).runs("a:b:c:one", unikernel(60));
      allowed(host, "a:b:c:two", unikernel(40).build());
      assertEquals(
          "the policy of "
              + governed
              + " allows 100 MB of memory, 60 MB are used, and 41 MB more were asked for",
          refused(host, "a:b:c:two", unikernel(41).build()));
      allowed(host, "x:two", unikernel(500).build());
    }
  }

  @Test
  void whatRunsElsewhereBelowAnUpperPathCounts() {
    Host host =
        host()
            .policy("a:", policy().memory(100))
            .policy("a:b:", policy().memory(90))
            .runs("a:c:other", unikernel(50));
    allowed(host, "a:b:x", unikernel(50).build());
    assertEquals(
        "the policy of a: allows 100 MB of memory, 50 MB are used, and 51 MB more were asked for",
        refused(host, "a:b:x", unikernel(51).build()));
  }

  @Test
  void aUnikernelThatHasThePathsNameIsNotBelowThePath() {
    Host host = host().policy("a:", policy().memory(10)).runs(":a", unikernel(500));
    allowed(host, "a:x", unikernel(10).build());
  }

  @Test
  void theNumberOfUnikernelsCountsAtEveryPathUpToTheRoot() {
    for (String governed : List.of("a:", "a:b:")) {
      Host host = host().policy(governed, policy().unikernels(2)).runs("a:b:one", unikernel(1));
      allowed(host, "a:b:two", unikernel(1).build());
      assertEquals(
          "the policy of " + governed + " allows 2 unikernels, and 2 are there",
          refused(host.runs("a:b:two", unikernel(1)), "a:b:three", unikernel(1).build()));
    }
    assertEquals(
        "the policy of a: allows 0 unikernels, and 0 are there",
        refused(host().policy("a:", policy().unikernels(0)), "a:b", unikernel(1).build()));
  }

  @Test
  void theRootsNumberOfUnikernelsCountsToo() {
    Resources resources = host().runs("a:one", unikernel(1)).resources();
    Policy one = policy().unikernels(1).build();
    String message =
        assertThrows(
                PolicyException.class,
                () -> ResourceRules.checkCreate(resources, name("b:x"), unikernel(1).build(), one))
            .getMessage();
    assertEquals("this host allows 1 unikernels, and 1 are there", message);
  }

  @Test
  void cpuIdsAreAllowedByEveryPathUpToTheRoot() {
    for (String governed : List.of("a:", "a:b:")) {
      Host host = host().policy(governed, policy().cpus(1L, 2L));
      allowed(host, "a:b:x", unikernel(1).cpus(1L, 2L).build());
      assertEquals(
          "the policy of " + governed + " allows the CPU ids 1 and 2, not 0",
          refused(host, "a:b:x", unikernel(1).cpus(0L, 1L).build()));
    }
  }

  @Test
  void bridgesAreAllowedByEveryPathUpToTheRoot() {
    for (String governed : List.of("a:", "a:b:")) {
      Host host = host().policy(governed, policy().bridges("br1"));
      allowed(host, "a:b:x", unikernel(1).net("n", "br1").build());
      assertEquals(
          "the policy of " + governed + " does not allow the bridge \"br0\" (it has \"br1\")",
          refused(host, "a:b:x", unikernel(1).net("n", "br0").net("m", "br1").build()));
    }
    assertEquals(
        "the policy of a: does not allow the bridge \"br0\" (it has none)",
        refused(
            host().policy("a:", policy().bridges()), "a:x", unikernel(1).net("n", "br0").build()));
  }

  @Test
  void everyBlockDeviceExistsOnTheUnikernelsPath() {
    Host host = host().block("a:disk", 10);
    allowed(host, "a:x", unikernel(1).block("disk").build());
    allowed(host, "a:x", unikernel(1).block("storage", "disk").build());
    allowed(host, "a:x", unikernel(1).block("DISK").build());
    assertEquals(
        "there is no block device a:storage; create it first with create-block",
        refused(host, "a:x", unikernel(1).block("storage").build()));
    assertEquals(
        "there is no block device disk; create it first with create-block",
        refused(host, "x", unikernel(1).block("disk").build()));
    assertEquals(
        "there is no block device a:b:disk; create it first with create-block",
        refused(host, "a:b:x", unikernel(1).block("disk").build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../disk", "/dev/sda", "a:/disk", "a:disk:", "", "-disk", "disk\0"})
  void aBlockDevicesNameIsMadeOfLabelsAndNothingElse(String device) {
    assertThrows(
        InvalidNameException.class,
        () ->
            ResourceRules.checkCreate(
                host().block("a:disk", 1).resources(),
                name("a:x"),
                unikernel(1).block("storage", device).build(),
                HOST));
  }

  @Test
  void aBlockDeviceIsUsedOnce() {
    Host host = host().block("a:disk", 10).runs("a:one", unikernel(1).block("n", "disk"));
    assertEquals(
        "the block device a:disk is in use by the unikernel a:one",
        refused(host, "a:two", unikernel(1).block("disk").build()));
    assertEquals(
        "the block device a:disk is named twice",
        refused(
            host().block("a:disk", 10),
            "a:x",
            unikernel(1).block("disk").block("other", "disk").build()));
  }

  @Test
  void aBlockDeviceIsNotGivenAwayDuringATransfer() {
    Resources during = host().block("a:disk", 10).resources().withTransfer(name("a:disk"));
    Arguments arguments = unikernel(1).block("disk").build();
    String message =
        assertThrows(
                PolicyException.class,
                () -> ResourceRules.checkCreate(during, name("a:x"), arguments, HOST))
            .getMessage();
    assertEquals("the block device a:disk is being read or written by a transfer", message);
    assertDoesNotThrow(
        () ->
            ResourceRules.checkCreate(
                during.withoutTransfer(name("a:disk")), name("a:x"), arguments, HOST));
  }

  @Test
  void forceCreateCountsAsIfTheOldOneWereGone() {
    Host host =
        host()
            .policy("a:", policy().memory(100).unikernels(1))
            .block("a:disk", 10)
            .runs("a:x", unikernel(100).block("disk"));
    Arguments same = unikernel(100).block("disk").build();
    Resources without = host.resources().withoutUnikernel(name("a:x"));
    assertDoesNotThrow(() -> ResourceRules.checkCreate(without, name("a:x"), same, HOST));
    assertThrows(
        PolicyException.class,
        () -> ResourceRules.checkCreate(without, name("a:x"), unikernel(101).build(), HOST));
  }

  @Test
  void onlyThePathThatMayUsesZfsVolumes() {
    Host zvols = host().zvolsFor("a:");
    allowed(zvols, "a:x", unikernel(1).block("n", "/dev/zvol/tank/disk").build());
    for (String name : List.of("x", "b:x", "a:b:x")) {
      assertThrows(
          InvalidNameException.class,
          () ->
              ResourceRules.checkCreate(
                  zvols.resources(),
                  name(name),
                  unikernel(1).block("n", "/dev/zvol/tank/disk").build(),
                  HOST));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zvol/../sda", "/dev/zvol", "/dev/zvolx", "/dev/zvol/a\0", "/dev/"})
  void aZfsVolumeIsBelowItsDirectory(String device) {
    assertThrows(
        InvalidNameException.class,
        () ->
            ResourceRules.checkCreate(
                host().zvolsFor("a:").resources(),
                name("a:x"),
                unikernel(1).block("n", device).build(),
                HOST));
  }

  @Test
  void theLargestNumbersDoNotOverflow() {
    Policy huge = new Policy(HOST.cpuIds(), BIG, BIG, OptionalLong.of(BIG), HOST.bridges());
    Resources resources = host().runs("a:one", unikernel(BIG)).block("a:disk", BIG).resources();
    assertThrows(
        PolicyException.class,
        () -> ResourceRules.checkCreate(resources, name("a:two"), unikernel(BIG).build(), huge));
    assertThrows(
        PolicyException.class,
        () -> ResourceRules.checkCreate(resources, name("a:two"), unikernel(1).build(), huge));
    assertThrows(
        PolicyException.class,
        () -> ResourceRules.checkBlockAdd(resources, name("a:more"), BIG, huge));
  }

  @Test
  void whatWasRestoredMayBeMoreThanAnyNumberHolds() {
    Host host = host();
    for (String name : List.of("a:one", "a:two", "a:three", "a:four")) {
      host = host.runs(name, unikernel(BIG)).block(name, BIG);
    }
    Resources resources = host.resources();
    assertThrows(
        PolicyException.class,
        () -> ResourceRules.checkCreate(resources, name("a:x"), unikernel(1).build(), HOST));
    assertThrows(
        PolicyException.class, () -> ResourceRules.checkBlockAdd(resources, name("a:y"), 1, HOST));
  }

  @Test
  void aNegativeNumberThatWasRestoredGivesNoRoom() {
    Host host = host().runs("a:one", unikernel(-500)).runs("a:two", unikernel(1000));
    allowed(host, "a:x", unikernel(24).build());
    assertEquals(
        "this host allows 1024 MB of memory, 1000 MB are used, and 25 MB more were asked for",
        refused(host, "a:x", unikernel(25).build()));
  }

  @Test
  void farFromTheHostNothingIsSaidOfWhatIsUsedThere() {
    PolicyException memory =
        assertThrows(
            PolicyException.class,
            () -> ResourceRules.checkAlone(Path.ROOT, HOST, unikernel(1025).build()));
    assertEquals(
        "this host allows 1024 MB of memory, and 1025 MB were asked for", memory.getMessage());
  }
}
