package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Entrance;
import org.albatross.benchmarks.attack.Habit;
import org.albatross.benchmarks.attack.Habits;
import org.albatross.benchmarks.attack.SampleImages;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.net.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commands that are small, one after the other without end: others get a word in. */
class FloodIT {
  private static final int AT_ONCE = 32;

  /** So many have had their turn before anybody else asks, and again between. */
  private static final int ROUNDS = 2 * AT_ONCE;

  private static final int SUBSCRIPTIONS = 300;
  private static final byte[] NOTHING = {};
  private static final byte[] NO_IMAGE = new byte[80_000];

  private static Besieged host;

  @BeforeAll
  static void start() throws Exception {
    Sandbox sandbox = Sandbox.started();
    sandbox.startStats("--interval", "1");
    host = Besieged.around(sandbox);
  }

  @AfterAll
  static void stop() throws Exception {
    host.close();
  }

  private static int turns(Crowd crowd) {
    return crowd.answered() + crowd.refused() + crowd.cutOff();
  }

  private static void assertServedBeside(Entrance entrance, Habit habit) throws Exception {
    try (Crowd crowd = new Crowd().keepSending(AT_ONCE, entrance, habit)) {
      Sandbox.eventually(crowd::toString, () -> turns(crowd) >= ROUNDS);
      host.assertServed();
      int before = turns(crowd);
      Sandbox.eventually(() -> "it goes on: " + crowd, () -> turns(crowd) >= before + AT_ONCE);
      host.assertServed();
    }
  }

  private static void assertServedBeside(String label, Payload.Command command) throws Exception {
    assertServedBeside(host.byHostile(label, command), Habits.asks(NOTHING));
  }

  @Test
  void othersAreServedWhileATenantAsksForInfoAgainAndAgain() throws Exception {
    assertServedBeside(".", new UnikernelCommand.Info(InfoShape.CURRENT));
  }

  @Test
  void othersAreServedWhileATenantAsksForPoliciesAgainAndAgain() throws Exception {
    assertServedBeside(".", new PolicyCommand.Info());
  }

  @Test
  void othersAreServedWhileATenantUploadsWhatIsNoImage() throws Exception {
    assertServedBeside(
        host.byHostile("web", Creates.streamed()), Habits.uploads(NOTHING, NO_IMAGE));
  }

  @Test
  void othersAreServedWhileATenantCreatesOfCertificatesWhatIsNoImage() throws Exception {
    assertServedBeside("web", Creates.whole(false, NO_IMAGE));
  }

  @Test
  void othersAreServedWhileATenantCreatesOneUnikernelAgainAndAgain() throws Exception {
    byte[] image = SampleImages.honest();
    assertServedBeside("web", Creates.forced(Creates.whole(false, image)));
    Besieged.ok(host.hostile().destroy("web"));
  }

  @Test
  void othersAreServedWhileATenantComesAndLeavesAtOnce() throws Exception {
    Entrance create = host.byHostile("web", Creates.streamed());
    try (Crowd crowd = new Crowd().keepSending(AT_ONCE, create, Habits.asksAndLeaves(NOTHING))) {
      Sandbox.eventually(crowd::toString, () -> crowd.entered() >= 2 * ROUNDS);
      host.assertServed();
      int before = crowd.entered();
      Sandbox.eventually(crowd::toString, () -> crowd.entered() >= before + AT_ONCE);
      host.assertServed();
    }
  }

  @Test
  void othersAreServedWhilePeersBeginHandshakesAndLeave() throws Exception {
    Entrance endpoint = Entrance.plain(host.remote().port());
    Habit habit =
        self -> {
          Habits.beginsHandshake().begin(self);
          Habits.asksAndLeaves(NOTHING).begin(self);
        };
    try (Crowd crowd = new Crowd().keepSending(AT_ONCE, endpoint, habit)) {
      Sandbox.eventually(crowd::toString, () -> crowd.entered() >= 10 * ROUNDS);
      host.assertServed();
    }
  }

  @Test
  void othersAreServedWhileATenantSubscribesAllConsolesThatItCan() throws Exception {
    assertServedBesideSubscriptions(new ConsoleCommand.SubscribeLast(1));
  }

  @Test
  void othersAreServedWhileATenantSubscribesAllStatisticsThatItCan() throws Exception {
    assertServedBesideSubscriptions(new StatsCommand.Subscribe());
  }

  private static void assertServedBesideSubscriptions(Payload.Command subscribe) throws Exception {
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        crowd.send(1, host.byHostile("web" + i, subscribe), Habits.asks(NOTHING));
      }
      Sandbox.eventually(() -> "all are answered: " + crowd, () -> turns(crowd) >= SUBSCRIPTIONS);
      host.assertServed();
      Besieged.ok(host.honest().ask("any", subscribe, NOTHING));
      Besieged.ok(host.administrator().ask("any", subscribe, NOTHING));
      assertTrue(crowd.present() > 0, crowd::toString);
    }
  }

  @Test
  void othersAreServedWhileTheSocketsOfTheHostAreFlooded() throws Exception {
    Policy policy =
        new Policy(new TreeSet<>(List.of(0L)), 1, 16, OptionalLong.empty(), new TreeSet<>());
    byte[] add = Besieged.message("flood:", new PolicyCommand.Add(policy));
    byte[] info = Besieged.message(":", new UnikernelCommand.Info(InfoShape.CURRENT));
    try (Crowd crowd = new Crowd()) {
      crowd.keepSending(AT_ONCE, host.local(Service.VMMD), Habits.asksAndLeaves(add));
      crowd.keepSending(AT_ONCE, host.local(Service.VMMD), Habits.asks(info));
      Sandbox.eventually(crowd::toString, () -> turns(crowd) >= ROUNDS);
      host.assertServed();
      int before = turns(crowd);
      Sandbox.eventually(crowd::toString, () -> turns(crowd) >= before + AT_ONCE);
      host.assertServed();
    }
    Besieged.ok(host.administrator().ask(".", new PolicyCommand.Info(), NOTHING));
  }
}
