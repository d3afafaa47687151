package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One direction of a connection may end before the other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HalfClosedTest extends RemoteFixture {
  private Run local(FakeDaemon.Script script, String... line) throws Exception {
    return FakeDaemon.during(directory, "vmmd.sock", () -> Run.in(directory, line), script);
  }

  private static void receiveAll(FakeDaemon.Peer peer) throws Exception {
    while (peer.frames.receive().isPresent()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void afterAnUploadOurSideStaysOpenUntilTheAnswerIsThere() throws Exception {
    Run run =
        local(
            peer -> {
              Message message = peer.receive();
              receiveAll(peer);
              peer.channel.configureBlocking(false);
              assertEquals(0, peer.channel.read(ByteBuffer.allocate(1)), "an end of file is -1");
              peer.channel.configureBlocking(true);
              peer.send(message.reply(new Success.Text("created")));
              assertEquals(-1, peer.channel.read(ByteBuffer.allocate(1)));
            },
            "create",
            "hello",
            image.toString(),
            "--tmpdir=" + directory);
    assertEquals(new Run(0, "created\n", ""), run);
  }

  @Test
  void overTlsOurSideStaysOpenUntilTheAnswerIsThere() throws Exception {
    Run run =
        against(
            peer -> {
              assertTrue(peer.frames().length > 0);
              peer.socket.setSoTimeout(100);
              assertThrows(SocketTimeoutException.class, peer::frame, "an end comes at once");
              peer.reply(new Success.Text("created"));
            },
            "create",
            "hello",
            image.toString());
    assertEquals(new Run(0, "created\n", ""), run);
  }

  @Test
  void aDaemonThatHalfClosesBehindItsAnswerIsUnderstood() throws Exception {
    Run whole =
        local(
            peer -> {
              Message message = peer.receive();
              receiveAll(peer);
              peer.send(message.reply(new Success.Text("created")));
              peer.channel.shutdownOutput();
              assertEquals(-1, peer.channel.read(ByteBuffer.allocate(1)));
            },
            "create",
            "hello",
            image.toString(),
            "--tmpdir=" + directory);
    assertEquals(new Run(0, "created\n", ""), whole);
    Path large = Files.write(directory.resolve("large"), new byte[9_000_000]);
    Run early =
        local(
            peer -> {
              peer.reply(new Payload.Failure("too large"));
              peer.channel.shutdownOutput();
              while (peer.channel.read(ByteBuffer.allocate(1 << 16)) >= 0) {
                Thread.onSpinWait();
              }
            },
            "create",
            "hello",
            large.toString(),
            "--tmpdir=" + directory);
    assertEquals(117, early.exitCode(), early.err());
    assertTrue(early.err().contains("too large"), early.err());
  }
}
