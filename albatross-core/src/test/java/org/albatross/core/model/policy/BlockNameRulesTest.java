package org.albatross.core.model.policy;

import static org.albatross.core.model.Names.name;
import static org.albatross.core.model.policy.Hosts.HOST;
import static org.albatross.core.model.policy.Hosts.host;
import static org.albatross.core.model.policy.Hosts.unikernel;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Names;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Hosts.Host;
import org.albatross.core.model.unikernel.Arguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which block devices a unikernel may name. */
class BlockNameRulesTest {
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
  void aDeviceIsNamedFromThePathOfItsUnikernelOn() throws Exception {
    Host host = host().block("a:b:disk", 1).block("c:disk", 1);
    allowed(host, "a:x", unikernel(1).block("n", "b:disk").build());
    allowed(host, ":x", unikernel(1).block("n", "a:b:disk").build());
    allowed(host, "a:b:x", unikernel(1).block("n", "disk").build());
    Usage usage = host.resources().usage(name("a:x"), unikernel(1).block("n", "b:disk").build());
    assertEquals(List.of(name("a:b:disk")), usage.blocks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"c:disk", "a:b:disk", "x:..:c:disk"})
  void nobodyReachesADeviceElsewhere(String device) {
    Host host = host().block("a:b:disk", 1).block("c:disk", 1).block(":disk", 1);
    String why = refused(host, "a:x", unikernel(1).block("n", device).build());
    assertEquals(
        "there is no block device a:" + device + "; create it first with create-block", why);
  }

  @ParameterizedTest
  @ValueSource(strings = {":disk", ":c:disk", "::disk", "c:", "c::disk", "b:a/b", "b:dis k"})
  void whatIsNoNameBelowIsNoDevice(String device) {
    Host host = host().block("a:b:disk", 1).block("c:disk", 1).block(":disk", 1);
    String why = refused(host, "a:x", unikernel(1).block("n", device).build());
    assertTrue(why.startsWith("invalid ") || why.contains("has a blank"), why);
  }

  @Test
  void aDeviceBelowIsInUseForThoseWhoAreThereToo() {
    Host host = host().block("a:b:disk", 1).runs("a:x", unikernel(1).block("n", "b:disk"));
    assertTrue(host.resources().isBusy(name("a:b:disk")));
    assertEquals(
        "the block device a:b:disk is in use by another unikernel",
        refused(host, "a:b:y", unikernel(1).block("n", "disk").build()));
    assertEquals(
        "the block device a:b:disk is in use by another unikernel",
        assertThrows(
                PolicyException.class,
                () -> ResourceRules.checkBlockIdle(host.resources(), name("a:b:disk")))
            .getMessage());
    assertEquals(
        "the block device a:b:disk is in use by the unikernel a:x",
        refused(host, "a:y", unikernel(1).block("n", "b:disk").build()),
        "who is above sees who is beside");
    Host own = host().block("a:b:disk", 1).runs("a:b:x", unikernel(1).block("n", "disk"));
    assertEquals(
        "the block device a:b:disk is in use by the unikernel a:b:x",
        refused(own, "a:b:y", unikernel(1).block("n", "disk").build()));
  }

  @Test
  void aNameOfADeviceHas250BytesWithItsPath() throws Exception {
    Path path = Names.path(("p".repeat(61) + ":").repeat(3)); // 186
    String below = "q".repeat(30) + ":"; // 217
    assertEquals(250, Resources.blockName(path, below + "d".repeat(33)).text().length());
    assertThrows(
        InvalidNameException.class, () -> Resources.blockName(path, below + "d".repeat(34)));
  }
}
