package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Entrance;
import org.albatross.benchmarks.attack.Habits;
import org.albatross.benchmarks.attack.HostParty;
import org.albatross.benchmarks.attack.Party;
import org.albatross.core.net.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the least memory that albatrossd starts with, no crowd ends it. */
@Timeout(180)
class SmallHeapIT {
  /** In MB, in order; those below what albatrossd needs it refuses. */
  private static final List<Integer> HEAPS = List.of(24, 32, 40, 48, 64, 96, 128);

  private static final int CROWD = 500;
  private static final int SAID = 64_000;

  private Sandbox sandbox;
  private Process albatrossd;
  private Party administrator;

  @BeforeEach
  void start() throws Exception {
    sandbox = new Sandbox();
    sandbox.startConsole();
    albatrossd = startWithLeastHeap();
    administrator = new HostParty(sandbox.run(), ":");
  }

  @AfterEach
  void stop() throws Exception {
    sandbox.close();
  }

  private Process startWithLeastHeap() throws Exception {
    Path socket = sandbox.run().resolve("util/vmmd.sock");
    for (int heap : HEAPS) {
      Process process = sandbox.launchAlbatrossd("-Xmx" + heap + "m");
      Sandbox.eventually(
          "it listens or says why not", () -> Files.exists(socket) || !process.isAlive());
      if (process.isAlive()) {
        return process;
      }
    }
    return fail(sandbox.log("albatrossd"));
  }

  private void assertServed() throws Exception {
    Besieged.ok(administrator.info());
    Besieged.ok(administrator.create("a"));
    Besieged.ok(administrator.destroy("a"));
    assertTrue(albatrossd.isAlive(), () -> sandbox.log("albatrossd"));
    String log = sandbox.log("albatrossd");
    assertFalse(log.contains("OutOfMemoryError"), log);
  }

  private void assertServedBeside(int announced, int said) throws Exception {
    Besieged.ok(administrator.create("kept"));
    Entrance vmmd = Entrance.local(sandbox.run(), Service.VMMD);
    try (Crowd crowd = new Crowd().send(CROWD, vmmd, Habits.halfFrame(announced, said))) {
      Sandbox.eventually(crowd::toString, () -> crowd.entered() >= CROWD);
      assertServed();
      assertServed();
    }
    assertServed();
    Besieged.ok(administrator.destroy("kept"));
  }

  @Test
  void aCrowdOfMessagesThatAreNotWholeDoesNotEndIt() throws Exception {
    assertServedBeside(1 << 20, SAID);
  }

  @Test
  void aCrowdOfMessagesThatLackTheirLastByteDoesNotEndIt() throws Exception {
    assertServedBeside(SAID + 1, SAID);
  }
}
