package org.albatross.core.host.usage;

import static org.albatross.core.host.NetworkNamespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.host.HostException;
import org.albatross.core.host.NetworkNamespace;
import org.albatross.core.model.message.Stats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Counters as ip(8) shows them, in a network namespace of its own. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class LinuxUsageIT {
  private static final Pattern COLUMNS = Pattern.compile("(\\d+) +(\\d+) +(\\d+) +(\\d+).*");

  @Test
  void countersOfAnInterfaceAreThoseOfIp() throws Exception {
    NetworkNamespace.run(
        () -> {
          change("link", "add", "there", "mtu", "1300", "type", "veth", "peer", "name", "here");
          change("addr", "add", "10.0.0.1/24", "broadcast", "10.0.0.255", "dev", "here");
          change("link", "set", "here", "up");
          change("link", "set", "there", "up");
          broadcast("10.0.0.255");
          // So that nothing is counted any more while they are compared.
          change("link", "set", "here", "down");
          LinuxUsage usage = new LinuxUsage();
          Map<String, Stats.Interface> found = usage.interfaces(Set.of("here", "lo", "gone"));
          assertEquals(Set.of("here", "lo"), found.keySet());
          Stats.Interface here = found.get("here");
          Matcher rx = counters(ip("-s", "link", "show", "here"), "RX:");
          Matcher tx = counters(ip("-s", "link", "show", "here"), "TX:");
          assertTrue(here.outputBytes() > 99, "nothing was sent");
          assertEquals(number(tx, 1), here.outputBytes());
          assertEquals(number(tx, 2), here.outputPackets());
          assertEquals(number(rx, 1), here.inputBytes());
          assertEquals(number(rx, 2), here.inputPackets());
          assertEquals(number(rx, 4), here.inputDropped());
          assertEquals(1300, usage.interfaces(Set.of("there")).get("there").mtu());
          assertEquals(0, here.flags() & 1);
          assertEquals(1, usage.interfaces(Set.of("there")).get("there").flags() & 1);
          assertEquals(Map.of(), usage.interfaces(Set.of()));
          return true;
        });
  }

  private static void broadcast(String address) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setBroadcast(true);
      socket.send(new DatagramPacket(new byte[99], 99, InetAddress.getByName(address), 9));
    }
  }

  private static void change(String... arguments) throws HostException {
    assertEquals("", ip(arguments));
  }

  /** The line below the heading. */
  private static Matcher counters(String shown, String heading) {
    String[] lines = shown.split("\n", -1);
    for (int i = 0; i + 1 < lines.length; i++) {
      if (lines[i].strip().startsWith(heading)) {
        Matcher m = COLUMNS.matcher(lines[i + 1].strip());
        assertTrue(m.matches(), shown);
        return m;
      }
    }
    throw new AssertionError(shown);
  }

  private static long number(Matcher m, int group) {
    return Long.parseLong(m.group(group));
  }
}
