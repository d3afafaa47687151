package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Habit;
import org.albatross.benchmarks.attack.Habits;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.UnikernelCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many connections one tenant has, albatrossd has places for the others. */
@Alone
class TenantCrowdIT {
  private static final int CROWD = 528;

  /** As many as albatrossd had threads for. */
  private static final int SLOW = 16;

  private static final int QUEUED = 300;
  private static final int PROCESSES = 20;
  private static final byte[] NOTHING = {};
  private static final Habit UPLOADS = Habits.uploadsSlowly(NOTHING, 2 << 10);

  private Besieged host;

  @BeforeEach
  void start() throws Exception {
    host = Besieged.started();
  }

  @AfterEach
  void stop() throws Exception {
    host.close();
  }

  private static void awaitEntered(Crowd crowd, int count) throws InterruptedException {
    Sandbox.eventually(() -> count + " come: " + crowd, () -> crowd.entered() >= count);
  }

  @Test
  void othersAreServedThoughATenantHasHundredsOfConnections() throws Exception {
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < CROWD; i++) {
        crowd.send(1, host.byHostile("web" + i, Creates.streamed()), UPLOADS);
      }
      awaitEntered(crowd, CROWD);
      host.assertServedDuring(crowd);
    }
  }

  @Test
  void othersAreServedThoughATenantComesByTwoEndpoints() throws Exception {
    Remote second = host.anotherEndpoint();
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < CROWD / 2; i++) {
        crowd.send(1, host.byHostile("web" + i, Creates.streamed()), UPLOADS);
        crowd.send(1, host.byHostile("also" + i, Creates.streamed(), second.port()), UPLOADS);
      }
      awaitEntered(crowd, CROWD);
      host.assertServedDuring(crowd);
    } finally {
      second.close();
    }
  }

  @Test
  void othersAreServedThoughATenantComesByManyEndpointsOfInetd() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PerConnection.ACTIVATE)), "needs systemd's inetd");
    try (PerConnection inetd = PerConnection.start(host);
        Crowd crowd = new Crowd()) {
      for (int i = 0; i < PROCESSES; i++) {
        crowd.send(1, host.byHostile("web" + i, Creates.streamed(), inetd.port()), UPLOADS);
      }
      awaitEntered(crowd, PROCESSES);
      // Their commands may come to albatrossd later than the first of these.
      host.assertServedDuring(crowd);
      host.assertServedDuring(crowd);
    }
  }

  @Test
  void whoLeavesWhileItWaitsGivesItsPlaceBack() throws Exception {
    try (Crowd slow = new Crowd()) {
      for (int i = 0; i < SLOW; i++) {
        slow.send(1, host.byHostile("web" + i, Creates.streamed()), UPLOADS);
      }
      host.await(SLOW, "unikernel create");
      int before = host.connections();
      try (Crowd queued = new Crowd()) {
        for (int i = 0; i < QUEUED; i++) {
          queued.send(1, host.byHostile("also" + i, Creates.streamed()), UPLOADS);
        }
        awaitEntered(queued, QUEUED);
      }
      // Those of the slow ones to albatrossd may not all have been there yet; each has a file, too.
      int after = before + 2 * SLOW;
      assertTrue(after < before + QUEUED);
      Sandbox.eventually(
          () -> "from %s connections back to %s".formatted(host.connections(), after),
          () -> host.connections() <= after);
      assertTrue(slow.holding() > 0, slow::toString);
      host.assertServedDuring(slow);
    }
  }

  @Test
  void whoLeavesWhileAlbatrossdIsSilentLeavesNoConnectionsToItBehind() throws Exception {
    host.assertServed();
    int before = host.connectionsOfEndpoint();
    host.signalAlbatrossd("STOP");
    try (Crowd crowd = new Crowd()) {
      UnikernelCommand info = new UnikernelCommand.Info(InfoShape.CURRENT);
      crowd.send(QUEUED, host.byHostile(".", info), Habits.asksAndLeaves(NOTHING));
      Sandbox.eventually(crowd::toString, () -> crowd.entered() == QUEUED && crowd.present() == 0);
      int more = afterTheLastLeft(before);
      assertTrue(more <= 2 * SLOW, () -> more + " connections more");
    } finally {
      host.signalAlbatrossd("CONT");
    }
    host.assertServed();
  }

  /**
   * How many more there are than before: the endpoint hears a moment later that somebody left, and
   * long before albatrossd's patience is at its end.
   */
  private int afterTheLastLeft(int before) throws Exception {
    int more = host.connectionsOfEndpoint() - before;
    for (int look = 0; look < 50 && more > 2 * SLOW; look++) {
      TimeUnit.MILLISECONDS.sleep(100);
      more = host.connectionsOfEndpoint() - before;
    }
    return more;
  }
}
