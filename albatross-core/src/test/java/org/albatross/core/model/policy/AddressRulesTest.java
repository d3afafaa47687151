package org.albatross.core.model.policy;

import static org.albatross.core.model.Names.name;
import static org.albatross.core.model.policy.Hosts.HOST;
import static org.albatross.core.model.policy.Hosts.host;
import static org.albatross.core.model.policy.Hosts.unikernel;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.policy.Hosts.Host;
import org.albatross.core.model.unikernel.Arguments;
import org.junit.jupiter.api.Test;

/** Which MAC addresses a new unikernel may have, and which one it gets. */
class AddressRulesTest {
  private static final String MAC = "02:00:00:00:00:07";

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
  void anAddressThatWasAskedForIsTakenOnceOnABridge() {
    Host host = host().runs("a:one", unikernel(1).net("service", "br0", MAC));
    assertEquals(
        "the MAC address 02:00:00:00:00:07 is taken on the bridge \"br0\", by the unikernel a:one",
        refused(host, "a:two", unikernel(1).net("other", "br0", MAC).build()));
    allowed(host, "a:two", unikernel(1).net("service", "br1", MAC).build());
    allowed(host, "a:two", unikernel(1).net("service", "br0", "02:00:00:00:00:08").build());
    assertEquals(
        "the MAC address 02:00:00:00:00:07 is taken on the bridge \"br1\", by the unikernel a:two",
        refused(
            host, "a:two", unikernel(1).net("x", "br1", MAC).net("service", "br1", MAC).build()));
  }

  @Test
  void whoHasTheAddressIsNamedToWhoSeesItOnly() {
    Host host = host().runs("a:b:one", unikernel(1).net("service", "br0", MAC));
    Arguments arguments = unikernel(1).net("service", "br0", MAC).build();
    for (String above : List.of("two", "a:two", "a:b:two")) {
      assertTrue(refused(host, above, arguments).endsWith("by the unikernel a:b:one"));
    }
    for (String elsewhere : List.of("c:two", "a:c:two", "a:b:c:two")) {
      assertTrue(refused(host, elsewhere, arguments).endsWith("by another unikernel"));
    }
  }

  /** It is computed from names that anybody may choose, so it can be aimed at. */
  @Test
  void anAddressThatNobodyAskedForGivesWay() throws Exception {
    String usual = Macs.derive("service", name("a:x")).toString();
    Arguments arguments = unikernel(1).net("service", "br0").build();
    Host free = host();
    assertEquals(
        usual, free.resources().usage(name("a:x"), arguments).stations().get(0).mac().toString());
    Host taken = host().runs("b:thief", unikernel(1).net("service", "br0", usual));
    allowed(taken, "a:x", arguments);
    Usage.Station station = taken.resources().usage(name("a:x"), arguments).stations().get(0);
    assertTrue(station.mac().toString().startsWith("00:80:41:"), station.toString());
    assertNotEquals(usual, station.mac().toString());
    // The same when it is computed again, and it is one that others cannot ask for.
    assertEquals(station, taken.resources().usage(name("a:x"), arguments).stations().get(0));
    Host both = taken.runs("a:x", unikernel(1).net("service", "br0"));
    assertEquals(station, both.resources().usage(name("a:x"), arguments).stations().get(0));
    assertTrue(
        refused(both, "c:y", unikernel(1).net("service", "br0", station.mac().toString()).build())
            .contains("is taken"));
  }

  @Test
  void withinAUnikernelTheAddressThatWasAskedForStays() throws Exception {
    String usual = Macs.derive("service", name("x")).toString();
    Usage usage =
        host()
            .resources()
            .usage(name("x"), unikernel(1).net("service", "br0").net("z", "br0", usual).build());
    assertEquals(usual, usage.stations().get(1).mac().toString());
    assertNotEquals(usual, usage.stations().get(0).mac().toString());
  }

  @Test
  void whoIsReplacedGivesItsAddressToItsSuccessor() {
    Host host = host().runs("a:one", unikernel(1).net("service", "br0", MAC));
    Arguments same = unikernel(1).net("service", "br0", MAC).build();
    assertDoesNotThrow(
        () ->
            ResourceRules.checkCreate(
                host.resources().withoutUnikernel(name("a:one")), name("a:one"), same, HOST));
  }
}
