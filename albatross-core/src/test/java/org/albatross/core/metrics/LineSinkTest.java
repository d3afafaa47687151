package org.albatross.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LineSinkTest {
  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
  }

  private static HostPort address(int port) {
    return new HostPort("127.0.0.1", port);
  }

  /** Sends until a line arrives: what comes before the connection is there is dropped. */
  private static String firstLine(LineSink sink, Socket peer) throws Exception {
    peer.setSoTimeout(20);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
    Optional<String> line = Optional.empty();
    while (line.isEmpty()) {
      sink.send("a b=1i\n");
      try {
        line = Optional.of(in.readLine());
      } catch (SocketTimeoutException e) {
        line = Optional.empty();
      }
    }
    return line.get();
  }

  @Test
  void linesArriveAndOneThatComesBackIsFoundAgain() throws Exception {
    int port;
    try (ServerSocket server = listen(0)) {
      port = server.getLocalPort();
    }
    try (LineSink sink = new LineSink(address(port))) {
      sink.send("nobody listens\n");
      TimeUnit.MILLISECONDS.sleep(200);
      for (int i = 0; i < 2; i++) {
        try (ServerSocket server = listen(port);
            Socket peer = server.accept()) {
          assertEquals("a b=1i", firstLine(sink, peer));
        }
        // Only by writing to one that is gone it is learnt that it is.
        sink.send("lost\n");
        TimeUnit.MILLISECONDS.sleep(100);
        sink.send("lost\n");
      }
    }
  }

  @Test
  void oneThatDoesNotReadMakesNobodyWait() throws Exception {
    try (ServerSocket server = listen(0);
        LineSink sink = new LineSink(address(server.getLocalPort()));
        Socket peer = server.accept()) {
      assertEquals("a b=1i", firstLine(sink, peer));
      String large = "x".repeat(10_000) + "\n";
      long start = System.nanoTime();
      for (int i = 0; i < 20_000; i++) {
        sink.send(large);
      }
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
    }
  }
}
