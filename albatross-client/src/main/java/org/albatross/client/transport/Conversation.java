package org.albatross.client.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Message;

/**
 * What is said after a command was delivered. One thread may send while another receives; closing
 * wakes both.
 */
public interface Conversation extends Closeable {
  /** What headers the replies have. */
  ReplyHeaders headers();

  void send(ByteBuffer frame) throws IOException;

  /** Ends the frames that were sent. */
  void sendEnd() throws IOException;

  /** Tells how far a large message has come. */
  void watchLargeFrames(Progress progress);

  /**
   * Waits for a message.
   *
   * @return absent if the peer closed the connection between two messages
   * @throws AlbatrossException if what came is no message
   */
  Optional<Message> receive() throws IOException, AlbatrossException;
}
