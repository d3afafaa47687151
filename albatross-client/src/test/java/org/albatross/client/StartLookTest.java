package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.VmType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartLookTest {
  /** The host's clock is not the client's. */
  private static final Instant ENDED = Instant.parse("2036-01-01T00:00:00Z");

  @TempDir Path directory;

  private static Success down() throws Exception {
    UnikernelInfo info =
        new UnikernelInfo(
            VmType.SOLO5,
            OptionalLong.empty(),
            new OnFailure.Quit(),
            SortedSets.copyOf(List.of(0L)),
            32,
            Bytes.EMPTY,
            List.of(),
            List.of(),
            Optional.empty(),
            ENDED,
            1,
            Optional.empty());
    UnikernelStatus status =
        new UnikernelStatus(
            info,
            new UnikernelStatus.Phase.Down(),
            0,
            Optional.of(new UnikernelStatus.LastExit(new ExitStatus.Exited(3), ENDED)));
    return new Success.UnikernelStates(List.of(new Named<>(Name.parse("hello"), status)));
  }

  private static void line(FakeDaemon.Peer peer, Instant time, String text) throws Exception {
    var line = new Payload.ConsoleLine(time, Bytes.utf8(text));
    peer.send(new Message(0, Name.parse("hello"), line));
  }

  @Test
  void whatOneOfTheSameNamePrintedBeforeIsNotShown() throws Exception {
    try (FakeDaemon console =
            new FakeDaemon(
                directory,
                "console.sock",
                peer -> {
                  Message request = peer.receive();
                  assertTrue(request.payload() instanceof ConsoleCommand.SubscribeLast);
                  peer.send(request.reply(new Success.Text("subscribed")));
                  line(peer, ENDED.minus(Duration.ofMinutes(5)), "of another life");
                  line(peer, ENDED.minusMillis(1), "of this one");
                });
        FakeDaemon daemon =
            FakeDaemon.vmmd(
                directory,
                peer -> {
                  Message request = peer.receive();
                  peer.send(request.reply(new Success.Text("restarted unikernel")));
                },
                peer -> peer.send(peer.receive().reply(down())))) {
      Run run = Run.in(directory, "restart", "hello", "--tmpdir", directory.toString());
      assertEquals(
          "albatross-client: warning: hello ended at once with 3; its last lines:\n  of this one\n",
          run.err());
      assertEquals(2, daemon.received().size());
      assertEquals(1, console.received().size());
    }
  }
}
