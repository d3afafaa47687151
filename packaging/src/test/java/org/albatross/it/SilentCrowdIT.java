package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Entrance;
import org.albatross.benchmarks.attack.Habit;
import org.albatross.benchmarks.attack.Habits;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.Service;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who connects and never says anything has no place that somebody needs who does. */
@Timeout(180)
@Alone
class SilentCrowdIT {
  private static final byte[] NOTHING = {};

  /** More than albatrossd has places, and wait in the kernel's queue. */
  private static final int LOCAL = 1000;

  private static final int MORE_THAN_SUBSCRIBERS = 3000;
  private static final int REMOTE = 5000;

  private Besieged host;

  @BeforeEach
  void start() throws Exception {
    Sandbox sandbox = Sandbox.started();
    sandbox.startStats("--interval", "1");
    Sandbox.eventually(
        "the link is there", () -> sandbox.log("albatross-stats").contains("linked"));
    host = Besieged.around(sandbox);
  }

  @AfterEach
  void stop() throws Exception {
    host.close();
  }

  private static long count(String log, String words) {
    return log.lines().filter(line -> line.contains(words)).count();
  }

  /** Those before it in the queue have not been closed for their silence yet. */
  private void assertNobodyTimedOut(String program) {
    assertEquals(0, count(host.sandbox().log(program), "silent for too long"), program);
  }

  private Crowd crowd(int count, Entrance entrance, Habit habit, int atLeast) throws Exception {
    Crowd crowd = new Crowd().send(count, entrance, habit);
    Sandbox.eventually(
        () -> "more come than there are places: " + crowd, () -> crowd.entered() >= atLeast);
    return crowd;
  }

  @Test
  void albatrossdAnswersThoughAThousandConnectionsSayNothing() throws Exception {
    try (Crowd crowd = crowd(LOCAL, host.local(Service.VMMD), Habits.silence(), 520)) {
      host.assertServedDuring(crowd);
      assertNobodyTimedOut("albatrossd");
    }
  }

  @Test
  void albatrossdAnswersThoughAThousandConnectionsSayHalfAMessage() throws Exception {
    Habit half = Habits.halfFrame(1 << 16, 1000);
    try (Crowd crowd = crowd(LOCAL, host.local(Service.VMMD), half, 520)) {
      host.assertServedDuring(crowd);
      assertNobodyTimedOut("albatrossd");
    }
  }

  @Test
  void theConsoleAnswersThoughThousandsOfConnectionsSayNothing() throws Exception {
    Entrance console = host.local(Service.CONSOLE);
    try (Crowd crowd = crowd(MORE_THAN_SUBSCRIBERS, console, Habits.silence(), 2060)) {
      Besieged.ok(host.administrator().ask(".", new ConsoleCommand.ListInactive(), NOTHING));
      host.assertServedDuring(crowd);
      assertNobodyTimedOut("albatross-console");
    }
  }

  @Test
  void statisticsAreToldThoughThousandsOfConnectionsSayNothing() throws Exception {
    Entrance stats = host.local(Service.STATS);
    try (Crowd crowd = crowd(MORE_THAN_SUBSCRIBERS, stats, Habits.silence(), 2060)) {
      Besieged.ok(host.administrator().ask("any", new StatsCommand.Subscribe(), NOTHING));
      host.assertServedDuring(crowd);
      assertNobodyTimedOut("albatross-stats");
    }
  }

  @Test
  void theEndpointServesThoughThousandsOfConnectionsSayNothing() throws Exception {
    assertServedBeside(Habits.silence());
  }

  @Test
  void theEndpointServesThoughThousandsBeginAHandshake() throws Exception {
    assertServedBeside(Habits.beginsHandshake());
  }

  private void assertServedBeside(Habit habit) throws Exception {
    Entrance endpoint = Entrance.plain(host.remote().port());
    try (Crowd crowd = crowd(REMOTE, endpoint, habit, 2100)) {
      host.assertServedDuring(crowd);
      assertEquals(0, count(host.remote().log(), "handshake timed out"), "timed out");
    }
  }

  private FrameChannel subscribe(String socket, String name, Payload.Command command)
      throws Exception {
    FrameChannel channel = host.sandbox().connect(socket);
    channel.send(Wire.encode(new Message(1, Name.parse(name), command)));
    assertInstanceOf(Success.class, Wire.decode(channel.receive().orElseThrow()).payload());
    return channel;
  }

  private static void assertTells(FrameChannel channel, Class<?> what) throws Exception {
    assertInstanceOf(what, Wire.decode(channel.receive().orElseThrow()).payload());
  }

  @Test
  void noSubscriberAndNoLinkBetweenDaemonsLeavesForASilentCrowd() throws Exception {
    String image = host.sandbox().image("ticker").toString();
    host.sandbox().client("create", "kept:tick", image).ok();
    try (FrameChannel lines =
            subscribe("console", "kept:tick", new ConsoleCommand.SubscribeLast(1));
        FrameChannel numbers = subscribe("stat", "kept:tick", new StatsCommand.Subscribe());
        Crowd crowd = new Crowd()) {
      for (Service service : Service.values()) {
        crowd.send(MORE_THAN_SUBSCRIBERS, host.local(service), Habits.silence());
      }
      Sandbox.eventually(crowd::toString, () -> crowd.entered() >= 2 * 2060 + 520);
      for (int i = 0; i < 5; i++) {
        assertTells(lines, Payload.ConsoleLine.class);
        assertTells(numbers, Payload.StatsData.class);
      }
      host.assertServed();
      assertLinksAreTheSame();
      assertNewOnesAreSeen();
      assertTrue(crowd.holding() > 0, crowd::toString);
    }
  }

  private void assertLinksAreTheSame() {
    String stats = host.sandbox().log("albatross-stats");
    assertEquals(1, count(stats, "linked to albatrossd"), stats);
    String albatrossd = host.sandbox().log("albatrossd");
    assertFalse(albatrossd.contains("albatross-console is gone"), albatrossd);
  }

  /** albatrossd still tells both others of what it starts. */
  private void assertNewOnesAreSeen() throws Exception {
    String image = host.sandbox().image("ticker").toString();
    host.sandbox().client("create", "kept:new", image).ok();
    try (FrameChannel lines =
            subscribe("console", "kept:new", new ConsoleCommand.SubscribeLast(1));
        FrameChannel numbers = subscribe("stat", "kept:new", new StatsCommand.Subscribe())) {
      assertTells(lines, Payload.ConsoleLine.class);
      assertTells(numbers, Payload.StatsData.class);
    }
    host.sandbox().client("destroy", "kept:new").ok();
    host.sandbox().client("destroy", "kept:tick").ok();
  }
}
