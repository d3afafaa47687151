package org.albatross.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.net.Connection;
import org.albatross.core.net.EventLoop;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriptionIT {
  /** Less than the ring has, so that the first subscription is too much. */
  private static final long MOST_TOGETHER = 1 << 20;

  @TempDir Path directory;

  @Test
  void whoIsEndedWhileSubscribingIsNobodysSubscriber() throws Exception {
    Path socket = directory.resolve("peer.sock");
    Files.createDirectories(directory.resolve("fifo"));
    Name name = Name.parse("a:loud");
    try (EventLoop loop = new EventLoop();
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Consoles<Subscriber> consoles = new Consoles<>(1, Long.MAX_VALUE);
      Fifos fifos = new Fifos(new RuntimeDirectory(directory), loop);
      Streams streams = new Streams(consoles, new Backlog(loop, consoles, fifos, MOST_TOGETHER));
      consoles.start(name, 1);
      for (int i = 0; i < 1000; i++) {
        streams.onLines(name, Instant.EPOCH, List.of(Bytes.wrap(new byte[4000])));
      }
      try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        Session session = new Session(consoles, fifos, streams);
        Connection connection = loop.connection(server.accept(), session, 1 << 20);
        session.onFrame(
            connection, Wire.encode(new Message(0, name, new ConsoleCommand.SubscribeLast(1000))));
        assertTrue(peer.isConnected(), "it is at the other end, and reads nothing");
        assertEquals(List.of(), consoles.get(name).orElseThrow().subscribers());
      }
    }
  }
}
