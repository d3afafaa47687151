package org.albatross.core.model.policy;

import static org.albatross.core.model.Names.name;
import static org.albatross.core.model.policy.Hosts.BIG;
import static org.albatross.core.model.policy.Hosts.HOST;
import static org.albatross.core.model.policy.Hosts.host;
import static org.albatross.core.model.policy.Hosts.policy;
import static org.albatross.core.model.policy.Hosts.unikernel;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.albatross.core.model.policy.Hosts.Host;
import org.junit.jupiter.api.Test;

/** docs/protocol/daemons.md, Block devices: which may be made and touched. */
class BlockRulesTest {
  private static void allowed(Host host, String name, long size) {
    assertDoesNotThrow(() -> ResourceRules.checkBlockAdd(host.resources(), name(name), size, HOST));
  }

  private static String refused(Host host, String name, long size) {
    return assertThrows(
            PolicyException.class,
            () -> ResourceRules.checkBlockAdd(host.resources(), name(name), size, HOST))
        .getMessage();
  }

  private static String busy(Resources resources, String name) {
    return assertThrows(
            PolicyException.class, () -> ResourceRules.checkBlockIdle(resources, name(name)))
        .getMessage();
  }

  @Test
  void aBlockDeviceNeedsALastLabel() {
    String message = "the name a: is a path: a block device needs a last label, like a:disk";
    assertEquals(message, refused(host(), "a:", 1));
    assertEquals(message, busy(host().resources(), "a:"));
  }

  @Test
  void aBlockDeviceHasAtLeastOneMegabyte() {
    allowed(host(), "a:disk", 1);
    for (long size : new long[] {0, -1, -BIG}) {
      assertEquals(
          "a block device has at least 1 MB, not " + size + " MB", refused(host(), "a:disk", size));
    }
  }

  @Test
  void aNameIsTakenOnceByBlockDevicesButNotByUnikernels() {
    Host host = host().block("a:disk", 1).runs("a:hello", unikernel(1));
    assertEquals("a block device a:disk exists already", refused(host, "a:disk", 1));
    allowed(host, "a:hello", 1);
  }

  @Test
  void allBlockDevicesBelowCountAtEveryPathInUseOrNot() {
    for (String governed : List.of("a:", "a:b:")) {
      Host host =
          host()
              .policy(governed, policy().block(100))
              .block("a:b:used", 30)
              .block("a:b:spare", 20)
              .runs("a:b:x", unikernel(1).block("used"));
      allowed(host, "a:b:disk", 50);
      assertEquals(
          "the policy of "
              + governed
              + " allows 100 MB of block devices, 50 MB are used, and 51 MB more were asked for",
          refused(host, "a:b:disk", 51));
    }
  }

  @Test
  void theHostItselfIsALimit() {
    Host host = host().block("x:y", 1000);
    allowed(host, "disk", 24);
    assertEquals(
        "this host allows 1024 MB of block devices, 1000 MB are used, and 25 MB more were asked"
            + " for",
        refused(host, "disk", 25));
    assertTrue(refused(host, "disk", BIG).startsWith("this host allows 1024 MB"));
  }

  @Test
  void aPolicyWithoutBlockAllowsNone() {
    Host host = host().policy("a:", policy().noBlock());
    assertEquals("the policy of a: allows no block devices", refused(host, "a:disk", 1));
    assertEquals("the policy of a: allows no block devices", refused(host, "a:b:disk", 1));
    allowed(host, ":a", 1);
  }

  @Test
  void onlyAnIdleBlockDeviceIsTouched() {
    Resources resources =
        host()
            .block("a:idle", 1)
            .block("a:used", 1)
            .block("a:moving", 1)
            .runs("a:x", unikernel(1).block("n", "used"))
            .resources()
            .withTransfer(name("a:moving"));
    assertDoesNotThrow(() -> ResourceRules.checkBlockIdle(resources, name("a:idle")));
    assertEquals(
        "the block device a:used is in use by the unikernel a:x", busy(resources, "a:used"));
    assertEquals(
        "the block device a:moving is being read or written by a transfer",
        busy(resources, "a:moving"));
    assertEquals("there is no block device a:gone", busy(resources, "a:gone"));
  }

  @Test
  void itIsKnownWhoUsesABlockDevice() {
    Resources resources =
        host().block("a:disk", 1).runs("a:x", unikernel(1).block("n", "disk")).resources();
    assertEquals(Optional.of(name("a:x")), resources.userOf(name("a:disk")));
    assertEquals(Optional.empty(), resources.userOf(name(":disk")));
    assertTrue(resources.isBusy(name("a:disk")));
    assertFalse(resources.withoutUnikernel(name("a:x")).isBusy(name("a:disk")));
    assertFalse(resources.withoutBlock(name("a:disk")).isBusy(name("a:other")));
  }
}
