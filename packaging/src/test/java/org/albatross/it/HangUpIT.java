package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SIGHUP, by which many a daemon is told to read its files again. */
@Timeout(120)
class HangUpIT {
  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  @Test
  void noDaemonEndsAtAHangUpAndEachSaysThatItGotIt() throws Exception {
    sandbox.startStats();
    sandbox.client("create", "a:sleeper", sandbox.image("sleeper").toString()).ok();
    assertStaysAtAHangUp("albatrossd");
    assertStaysAtAHangUp("albatross-console");
    assertStaysAtAHangUp("albatross-stats");
    assertEquals(1, sandbox.tenders().size());
    assertTrue(sandbox.client("info").ok().out().contains("a:sleeper"));
    sandbox.client("stats-add", Long.toString(ProcessHandle.current().pid()), "--name", "b").ok();
  }

  @Test
  void albatrossInfluxStaysAtAHangUp() throws Exception {
    sandbox.startStats();
    Process influx = sandbox.launchOutside("albatross-influx", "--prometheus", "0");
    Sandbox.eventually(
        "it is subscribed", () -> sandbox.log("albatross-influx").contains("subscribed"));
    assertStaysAtAHangUp(influx, () -> sandbox.log("albatross-influx"));
  }

  @Test
  void theEndpointStaysAtAHangUp() throws Exception {
    Remote remote = Remote.generated(sandbox);
    try {
      assertStaysAtAHangUp(remote.endpoint(), remote::log);
    } finally {
      remote.close();
    }
  }

  private void assertStaysAtAHangUp(String program) throws Exception {
    assertStaysAtAHangUp(sandbox.daemon(program), () -> sandbox.log(program));
  }

  private static void assertStaysAtAHangUp(Process daemon, Supplier<String> log) throws Exception {
    assertEquals(
        0, new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid())).start().waitFor());
    Sandbox.eventually(
        log, () -> log.get().contains("SIGHUP: nothing is read again") || !daemon.isAlive());
    assertTrue(daemon.isAlive(), log);
  }
}
