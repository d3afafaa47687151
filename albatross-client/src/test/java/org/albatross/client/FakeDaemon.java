package org.albatross.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;

/** Listens where a daemon would, and treats one connection after the other as a test says. */
final class FakeDaemon implements Closeable {
  static final int MAX_FRAME = 64 << 20;

  private final ServerSocketChannel server;
  private final Thread thread;
  private final List<Message> received = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  /** What happens on one connection; it is closed afterwards. */
  interface Script {
    void run(Peer peer) throws Exception;
  }

  /** The daemon's end of a connection. */
  final class Peer {
    final SocketChannel channel;
    final FrameChannel frames;

    Peer(SocketChannel channel) {
      this.channel = channel;
      this.frames = new FrameChannel(channel, MAX_FRAME);
    }

    Message receive() throws Exception {
      Message message = Wire.decode(frames.receive().orElseThrow());
      received.add(message);
      return message;
    }

    void send(Message message) throws ClientLeftException {
      try {
        frames.send(Wire.encode(message));
      } catch (IOException e) {
        throw new ClientLeftException(e);
      }
    }

    void reply(Payload payload) throws Exception {
      send(receive().reply(payload));
    }

    void raw(byte... bytes) throws ClientLeftException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (IOException e) {
        throw new ClientLeftException(e);
      }
    }
  }

  /**
   * The client closed before it had all that was sent. No failure of the script: a client that had
   * enough may leave, and whether this one should have is seen in what it said.
   */
  private static final class ClientLeftException extends IOException {
    private static final long serialVersionUID = 1;

    ClientLeftException(IOException cause) {
      super(cause);
    }
  }

  FakeDaemon(Path tmpdir, String socket, Script... scripts) throws IOException {
    Path path = tmpdir.resolve("util").resolve(socket);
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path); // left by the one before
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    thread = new Thread(() -> serve(scripts));
    thread.start();
  }

  static FakeDaemon vmmd(Path tmpdir, Script... scripts) throws IOException {
    return new FakeDaemon(tmpdir, "vmmd.sock", scripts);
  }

  /** Does something while a daemon serves. */
  static <T> T during(Path tmpdir, String socket, Callable<T> action, Script... scripts)
      throws Exception {
    FakeDaemon daemon = new FakeDaemon(tmpdir, socket, scripts);
    try {
      return action.call();
    } finally {
      daemon.close();
    }
  }

  /** All messages that came. */
  List<Message> received() {
    return received;
  }

  private void serve(Script... scripts) {
    int left = scripts.length;
    for (Script script : scripts) {
      try (SocketChannel channel = server.accept()) {
        if (--left == 0) {
          server.close(); // who comes for more is not to wait
        }
        script.run(new Peer(channel));
      } catch (ClientLeftException e) {
        // The next connection is what counts.
      } catch (Exception | Error e) {
        failures.add(e);
      }
    }
  }

  /** Waits for all scripts, whose errors are the test's errors. */
  @Override
  public void close() throws IOException {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean finished = !thread.isAlive();
    server.close();
    if (!failures.isEmpty()) {
      throw new AssertionError("the daemon's script failed", failures.get(0));
    }
    if (!finished) {
      throw new AssertionError("the client did not use all connections that were expected");
    }
  }
}
