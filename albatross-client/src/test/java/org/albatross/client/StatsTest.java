package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about statistics, against a daemon that a test plays. */
class StatsTest {
  @TempDir Path tmpdir;

  private static Stats stats(long seconds) {
    Stats.TimeVal zero = new Stats.TimeVal(0, 0);
    return new Stats(
        new Stats.Rusage(
            new Stats.TimeVal(seconds, 0), zero, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of(),
        Optional.empty(),
        Optional.of(new Stats.Memory(1, 3, 0, 0, 0, 0, 0, zero)));
  }

  private static Message sample(String name, long seconds) throws Exception {
    return new Message(0, Name.parse(name), new Payload.StatsData(stats(seconds)));
  }

  private Run run(FakeDaemon.Script script, String... args) throws Exception {
    String[] line = java.util.Arrays.copyOf(args, args.length + 1);
    line[args.length] = "--tmpdir=" + tmpdir;
    return FakeDaemon.during(tmpdir, "stat.sock", () -> Run.of(line), script);
  }

  @Test
  void whereThereIsNoTerminalASampleIsALineOfKeysAndNumbers() throws Exception {
    Run run =
        run(
            peer -> {
              peer.reply(new Success.Text("subscribed"));
              peer.send(sample("b:hello", 5));
              peer.send(sample("b:hello", 6));
            },
            "stats",
            "--name=a:");
    assertEquals(2, run.lines().size(), run.out());
    assertTrue(
        run.lines()
            .get(0)
            .matches("\\d{4}-\\S+ a:b:hello cpu=- memory=12288 in=- out=- uptime=\\d+"),
        run.out());
    assertTrue(
        run.lines().get(1).matches("\\S+ a:b:hello cpu=\\d+\\.\\d memory=12288 in=0 out=0 \\S+"),
        run.out());
    assertEquals(121, run.exitCode());
    assertTrue(run.err().contains("ended the stream"), run.err());
  }

  @Test
  void anOriginalIsAskedInItsOwnWords() throws Exception {
    try (FakeDaemon daemon =
        new FakeDaemon(
            tmpdir,
            "stat.sock",
            FakeDaemon.Peer::receive,
            peer -> {
              peer.reply(new Success.Text("subscribed"));
              peer.send(sample("b:hello", 5));
            })) {
      assertEquals(1, Run.of("stats", "--tmpdir=" + tmpdir).lines().size());
      assertEquals(
          List.of(new StatsCommand.Watch(), new StatsCommand.Subscribe()),
          daemon.received().stream().map(Message::payload).toList());
    }
  }

  @Test
  void aStreamOfSomethingElseIsAnError() throws Exception {
    Run run =
        run(
            peer -> {
              peer.reply(new Success.Text("subscribed"));
              peer.send(new Message(0, Name.ROOT, new Payload.BlockData(Optional.empty())));
            },
            "stats");
    assertEquals(121, run.exitCode());
    assertTrue(run.err().contains("something else than statistics"), run.err());
  }

  @Test
  void aProcessIsAddedWithItsTapsAndRemoved() throws Exception {
    Run added =
        run(
            peer -> {
              Message request = peer.receive();
              assertEquals(
                  new StatsCommand.Add(
                      "solo5-7",
                      7,
                      List.of(
                          new StatsCommand.Tap("service", "tap0"),
                          new StatsCommand.Tap("b:c", "tap1"))),
                  request.payload());
              peer.send(request.reply(new Success.Text("added")));
            },
            "stats-add",
            "7",
            "--name=a:hello",
            "--vmmdev=solo5-7",
            "--bridge=service:tap0",
            "--bridge=b:c:tap1");
    assertEquals(new Run(0, "added\n", ""), added);
    Run refused =
        run(
            peer -> peer.reply(new Payload.Failure("there are no statistics of a:hello")),
            "stats-remove",
            "-n",
            "a:hello");
    assertEquals(117, refused.exitCode());
  }

  @Test
  void topWithoutATerminalSaysWhatToUseInstead() throws Exception {
    Run run = Run.of("top", "--tmpdir=" + tmpdir);
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("albatross-client stats"), run.err());
  }
}
