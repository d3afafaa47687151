package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code console} with both a time and a number of lines, for which there is no message. */
class ConsoleSinceTest {
  private static final Instant EIGHT = Instant.parse("2026-03-12T08:00:00Z");

  @TempDir Path directory;

  private static void line(FakeDaemon.Peer peer, Instant time, String text) throws Exception {
    var line = new Payload.ConsoleLine(time, Bytes.utf8(text));
    peer.send(new Message(0, Name.parse(":hello"), line));
  }

  @Test
  void ofTheLastLinesThoseSinceATimeAreShownAndAllToCome() throws Exception {
    Run run =
        FakeDaemon.during(
            directory,
            "console.sock",
            () ->
                Run.in(
                    directory,
                    "console",
                    "hello",
                    "--since=2026-03-12T08:00:00Z",
                    "--count=3",
                    "--tmpdir",
                    directory.toString()),
            peer -> {
              Message request = peer.receive();
              assertEquals(new ConsoleCommand.SubscribeLast(3), request.payload());
              peer.send(request.reply(new Success.Text("subscribed")));
              line(peer, EIGHT.minusSeconds(1), "earlier");
              line(peer, EIGHT, "at eight");
              line(peer, EIGHT.plusSeconds(1), "later");
              line(peer, EIGHT.minusSeconds(9), "after a step of the clock");
            });
    List<String> words = run.lines().stream().map(line -> line.replaceFirst("\\S+ ", "")).toList();
    assertEquals(List.of("at eight", "later", "after a step of the clock"), words, run.err());
  }

  @Test
  void whatIsSentElsewhereCannotHoldBothAndTheErrorSaysSo() {
    for (String where : List.of("--csr", "--socket=-", "--destination=-")) {
      Run run = Run.in(directory, "console", "hello", "--since=2026-03-12", "--count=3", where);
      assertEquals(124, run.exitCode(), run.err());
      assertTrue(run.err().contains("--since and --count exclude each other"), run.err());
    }
  }
}
