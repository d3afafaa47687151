package org.albatross.core.host.tap;

import static org.albatross.core.host.NetworkNamespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.albatross.core.host.HostException;
import org.albatross.core.host.NetworkNamespace;
import org.albatross.core.host.OpenDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Each test has a network namespace of its own, with lo in it and nothing else. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class LinuxNetworkIT {
  private final LinuxNetwork network = new LinuxNetwork();

  private static String addBridge(String name) throws HostException {
    return ip("link", "add", name, "type", "bridge");
  }

  @Test
  void theBridgesOfTheThreadsNamespaceAreListed() throws Exception {
    NetworkNamespace.run(
        () -> {
          assertEquals(Set.of(), network.bridges());
          String ignored = addBridge("service") + addBridge("a-15-byte-name!");
          assertEquals(Set.of("service", "a-15-byte-name!"), network.bridges());
          return ignored;
        });
  }

  @Test
  void manyBridgesAreListed() throws Exception {
    NetworkNamespace.run(
        () -> {
          Set<String> expected = new TreeSet<>();
          for (int i = 0; i < 60; i++) {
            expected.add("bridge" + i);
            String ignored = addBridge("bridge" + i);
          }
          assertEquals(expected, network.bridges());
          return expected;
        });
  }

  @Test
  void aTapIsUpAndAttachedAndTakesTheLowestFreeNumber() throws Exception {
    NetworkNamespace.run(
        () -> {
          String ignored = addBridge("service");
          assertEquals("vmmtap0", network.createTap("service", "test", OptionalInt.empty()));
          assertEquals("vmmtap1", network.createTap("service", "test", OptionalInt.empty()));
          assertEquals("vmmtap2", network.createTap("service", "test", OptionalInt.empty()));
          String shown = ip("-d", "link", "show", "vmmtap1");
          assertTrue(shown.contains("master service"), shown);
          assertTrue(shown.contains(",UP"), shown);
          assertTrue(shown.contains("tun type tap pi off"), shown);
          assertTrue(shown.contains("persist on"), shown);
          network.destroyTap("vmmtap1");
          assertFalse(ip("link").contains("vmmtap1"));
          assertEquals("vmmtap1", network.createTap("service", "test", OptionalInt.empty()));
          assertEquals("vmmtap3", network.createTap("service", "test", OptionalInt.empty()));
          return ignored;
        });
  }

  /** A bridge with a card of the host on it. */
  private static String addBridgeWithCard(String name) throws HostException {
    return ip("tuntap", "add", "card", "mode", "tap")
        + ip("link", "set", "card", "address", "02:ca:fe:00:00:01", "mtu", "9000", "up")
        + addBridge(name)
        + ip("link", "set", "card", "master", name)
        + ip("link", "set", name, "up");
  }

  @Test
  void aTapHasTheMtuOfItsBridgeWhichKeepsIt() throws Exception {
    NetworkNamespace.run(
        () -> {
          String ignored = addBridgeWithCard("service");
          assertTrue(ip("link", "show", "service").contains("mtu 9000"));
          String tap = network.createTap("service", "test", OptionalInt.empty());
          assertTrue(ip("link", "show", tap).contains("mtu 9000"), ip("link", "show", tap));
          String bridge = ip("link", "show", "service");
          assertTrue(bridge.contains("mtu 9000"), bridge);
          return ignored;
        });
  }

  @Test
  void aTapHasTheMtuThatItsBridgeWasGiven() throws Exception {
    NetworkNamespace.run(
        () -> {
          String ignored = addBridge("small") + ip("link", "set", "small", "mtu", "1280");
          ignored += addBridge("large") + ip("link", "set", "large", "mtu", "65535");
          String small = network.createTap("small", "test", OptionalInt.empty());
          assertTrue(ip("link", "show", small).contains("mtu 1280"), ip("link", "show", small));
          // No tap takes more.
          String large = network.createTap("large", "test", OptionalInt.empty());
          assertTrue(ip("link", "show", large).contains("mtu 65521"), ip("link", "show", large));
          return ignored;
        });
  }

  /** A bridge has the lowest address of its ports, and the host is known by it. */
  @Test
  void aTapLeavesTheAddressOfItsBridgeAlone() throws Exception {
    NetworkNamespace.run(
        () -> {
          String ignored = addBridgeWithCard("service");
          assertTrue(ip("link", "show", "service").contains("ether 02:ca:fe:00:00:01"));
          TreeSet<String> addresses = new TreeSet<>();
          for (int i = 0; i < 20; i++) {
            String tap = network.createTap("service", "test", OptionalInt.empty());
            String shown = ip("link", "show", tap);
            assertTrue(shown.contains("link/ether fe:"), shown);
            addresses.add(shown.replaceAll("(?s).*link/ether (\\S*).*", "$1"));
          }
          assertEquals(20, addresses.size(), addresses.toString());
          String bridge = ip("link", "show", "service");
          assertTrue(bridge.contains("ether 02:ca:fe:00:00:01"), bridge);
          return ignored;
        });
  }

  @Test
  void aNameTakenByAnotherKindOfInterfaceIsSteppedOver() throws Exception {
    NetworkNamespace.run(
        () -> {
          String ignored = addBridge("service") + addBridge("vmmtap0");
          assertEquals("vmmtap1", network.createTap("service", "test", OptionalInt.empty()));
          HostException e = assertThrows(HostException.class, () -> network.destroyTap("vmmtap0"));
          assertTrue(e.getMessage().contains("is not a tap"), e.getMessage());
          return ignored;
        });
  }

  @Test
  void aBridgeThatIsNotThereLeavesNoTap() throws Exception {
    NetworkNamespace.run(
        () -> {
          String all = addBridge("service");
          all += ip("link", "property", "add", "dev", "service", "altname", "other");
          for (String bridge :
              List.of(
                  "",
                  "nothing",
                  "service ",
                  "x".repeat(16),
                  "ser\0vice",
                  "\u00e9\u00ff/..",
                  "other",
                  "service\u001b[31m",
                  "lo lo",
                  "%s",
                  "x".repeat(1_000_000))) {
            HostException e =
                assertThrows(
                    HostException.class,
                    () -> network.createTap(bridge, "test", OptionalInt.empty()));
            assertTrue(e.getMessage().endsWith(" does not exist"), e.getMessage());
            assertFalse(e.getMessage().contains("\u001b"), e.getMessage());
          }
          HostException e =
              assertThrows(
                  HostException.class, () -> network.createTap("lo", "test", OptionalInt.empty()));
          assertEquals("interface \"lo\" is not a bridge", e.getMessage());
          assertFalse(ip("link").contains("vmmtap"));
          return all;
        });
  }

  @Test
  void aTapThatCannotBeAttachedIsNotLeftBehind() throws Exception {
    NetworkNamespace.run(
        () -> {
          long descriptors = OpenDescriptors.count();
          String ignored = addBridge("full");
          HostException failure = null;
          for (int i = 0; failure == null && i < 1100; i++) {
            try {
              String tap = network.createTap("full", "test", OptionalInt.empty());
              assertEquals("vmmtap" + i, tap);
            } catch (HostException e) {
              failure = e;
              assertEquals(1023, i);
            }
          }
          assertTrue(failure.getMessage().contains("cannot be attached to bridge full"));
          assertFalse(ip("link").contains("vmmtap1023"));
          assertEquals(descriptors, OpenDescriptors.count());
          return ignored;
        });
  }

  @Test
  void destroyingATapThatIsGoneIsNoError() throws Exception {
    NetworkNamespace.run(
        () -> {
          network.destroyTap("vmmtap0");
          return true;
        });
  }

  @Test
  void manyThreadsNeverGetTheSameTap() throws Exception {
    NetworkNamespace.run(
        () -> {
          String ignored = addBridge("service");
          List<String> taps = new ArrayList<>();
          List<Thread> threads = new ArrayList<>();
          for (int t = 0; t < 8; t++) {
            // A new thread has the namespace of the one that starts it.
            Thread thread = new Thread(() -> createTaps(taps));
            threads.add(thread);
            thread.start();
          }
          for (Thread thread : threads) {
            thread.join();
          }
          Set<String> expected = new TreeSet<>();
          for (int i = 0; i < 40; i++) {
            expected.add("vmmtap" + i);
          }
          assertEquals(40, taps.size());
          assertEquals(expected, new TreeSet<>(taps));
          for (String tap : taps) {
            network.destroyTap(tap);
          }
          assertFalse(ip("link").contains("vmmtap"));
          return ignored;
        });
  }

  private void createTaps(List<String> taps) {
    for (int i = 0; i < 5; i++) {
      try {
        String tap = network.createTap("service", "test", OptionalInt.empty());
        synchronized (taps) {
          taps.add(tap);
        }
      } catch (HostException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
