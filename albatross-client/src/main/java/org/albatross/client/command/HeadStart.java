package org.albatross.client.command;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.Wire;

/**
 * Gets ready on another processor, while the command line is parsed, what takes the JVM longest
 * afterwards: the parts of the grammar that will be needed, and its first Unix domain socket. In
 * this order: the command is soon at its socket, and makes it itself meanwhile. Only time depends
 * on it; whatever fails here will be told of by the command itself.
 */
final class HeadStart implements Runnable {
  /** Without it the JDK looks for one in every jar before it opens a socket. */
  private static final String SELECTOR_PROVIDER = "java.nio.channels.spi.SelectorProvider";

  /** The JDK's own on every Unix; the client selects nothing. */
  private static final String PLAIN_PROVIDER = "sun.nio.ch.PollSelectorProvider";

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
    if (System.getProperty(SELECTOR_PROVIDER) == null && exists(PLAIN_PROVIDER)) {
      System.setProperty(SELECTOR_PROVIDER, PLAIN_PROVIDER);
    }
    Thread thread = new Thread(new HeadStart(messages, remote), "head start");
    thread.setDaemon(true);
    thread.start();
  }

  private static boolean exists(String name) {
    try {
      Class<?> unused = Class.forName(name, false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public void run() {
    try {
      if (remote) {
        Remote.warmUp();
      }
      for (Payload payload : messages) {
        Wire.decode(Wire.encode(new Message(0, Name.ROOT, payload)));
      }
      if (!remote) {
        SocketChannel.open(StandardProtocolFamily.UNIX).close();
      }
    } catch (IOException | AlbatrossException | UnsupportedOperationException e) {
      return;
    }
  }
}
