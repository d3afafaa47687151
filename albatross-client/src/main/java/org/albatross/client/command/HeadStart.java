package org.albatross.client.command;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.Payload;
import org.albatross.core.wire.Wire;

/**
 * Gets ready on another processor, while the command line is parsed, what takes the JVM longest
 * afterwards: its first Unix domain socket, the parts of the grammar that will be needed, the time
 * zone. Only time depends on it; whatever fails here will be told of by the command itself.
 */
final class HeadStart implements Runnable {
  private final List<Payload> messages;
  private final boolean remote;

  private HeadStart(List<Payload> messages, boolean remote) {
    this.messages = messages;
    this.remote = remote;
  }

  /**
   * Begins and does not wait.
   *
   * @param messages such as will be sent and received
   * @param remote whether they go over TLS
   */
  static void begin(List<Payload> messages, boolean remote) {
    Thread thread = new Thread(new HeadStart(messages, remote), "head start");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      if (remote) {
        Remote.warmUp();
      } else {
        SocketChannel.open(StandardProtocolFamily.UNIX).close();
      }
      for (Payload payload : messages) {
        Wire.decode(Wire.encode(new Message(0, Name.ROOT, payload)));
      }
      var unused = ZoneId.systemDefault().getRules().getOffset(Instant.EPOCH);
    } catch (IOException | AlbatrossException | UnsupportedOperationException e) {
      return;
    }
  }
}
