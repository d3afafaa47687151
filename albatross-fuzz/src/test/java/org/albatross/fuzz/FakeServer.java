package org.albatross.fuzz;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** Answers each connection with bytes that are given, whatever it is asked. */
final class FakeServer implements Closeable {
  private static final int BACKLOG = 50;
  private static final byte[] END_OF_REQUEST = {'\r', '\n', '\r', '\n'};

  private final ServerSocket socket;
  private List<byte[]> answers = List.of();
  private int next;

  private FakeServer(ServerSocket socket) {
    this.socket = socket;
  }

  static FakeServer start() throws IOException {
    FakeServer server =
        new FakeServer(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(server::serve, "build server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /**
   * From now on the first connection gets the first of these, and so on; who comes after the last
   * gets none.
   */
  synchronized void answer(List<byte[]> given) {
    answers = given;
    next = 0;
  }

  private synchronized byte[] nextAnswer() {
    return next < answers.size() ? answers.get(next++) : new byte[0];
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket peer = socket.accept()) {
        if (readRequest(peer.getInputStream())) {
          peer.getOutputStream().write(nextAnswer());
        }
      } catch (IOException e) {
        // The peer has gone, or this has ended.
      }
    }
  }

  private static boolean readRequest(InputStream in) throws IOException {
    int matched = 0;
    while (matched < END_OF_REQUEST.length) {
      int octet = in.read();
      if (octet < 0) {
        return false;
      }
      matched = octet == END_OF_REQUEST[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
