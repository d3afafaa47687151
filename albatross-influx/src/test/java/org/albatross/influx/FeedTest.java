package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FeedTest {
  @TempDir Path directory;

  private final BlockingQueue<Name> heard = new LinkedBlockingQueue<>();

  private final class Recorder implements Receiver {
    @Override
    public void onStats(Name name, Stats stats, Instant time) {
      heard.add(name);
    }

    @Override
    public void close() {}
  }

  private static void serve(ServerSocketChannel server, Payload answer, Payload... stream)
      throws Exception {
    try (FrameChannel peer = new FrameChannel(server.accept(), 1 << 20)) {
      Message request = Wire.decode(peer.receive().orElseThrow());
      assertEquals(new StatsCommand.Subscribe(), request.payload());
      assertEquals(Name.parse("a:"), request.name());
      peer.send(Wire.encode(request.reply(answer)));
      for (Payload each : stream) {
        peer.send(Wire.encode(new Message(0, Name.parse("b:hello"), each)));
      }
    }
  }

  @Test
  void statisticsAreHandedOnAndASubscriptionThatIsLostIsMadeAgain() throws Exception {
    Payload stats = new Payload.StatsData(Samples.full(1));
    Feed feed =
        new Feed(directory.resolve("s"), Name.parse("a:"), List.of(new Recorder(), new Recorder()));
    Thread thread = new Thread(feed::run);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
      thread.start();
      serve(server, new Success.Text("subscribed"), new Success.Empty(), stats);
      assertEquals(Name.parse("b:hello"), heard.take());
      assertEquals(Name.parse("b:hello"), heard.take());
      serve(server, new Payload.Failure("too many"));
      serve(server, new Success.Text("subscribed"), stats, stats);
      for (int i = 0; i < 4; i++) {
        assertEquals(Name.parse("b:hello"), heard.take());
      }
    }
    feed.close();
    thread.join();
    assertEquals(0, heard.size());
  }
}
