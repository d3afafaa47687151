package org.albatross.client.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Message;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;

/**
 * A conversation in frames.
 *
 * @param failures what a failure to receive means, where that is more than a broken connection
 */
public record FrameConversation(FrameChannel frames, ReplyHeaders headers, Failures failures)
    implements Conversation {
  /** Tells what failures of a connection mean. */
  public interface Failures {
    Optional<ClientException> explain(IOException failure);
  }

  @Override
  public void send(ByteBuffer frame) throws IOException {
    frames.send(frame);
  }

  @Override
  public void sendEnd() throws IOException {
    frames.sendEnd();
  }

  @Override
  public void watchLargeFrames(Progress progress) {
    frames.onPart((received, length) -> progress.at(received, OptionalLong.of(length)));
  }

  @Override
  public Optional<Message> receive() throws IOException, AlbatrossException {
    Optional<byte[]> frame;
    try {
      frame = frames.receive();
    } catch (IOException e) {
      Optional<ClientException> meaning = failures.explain(e);
      if (meaning.isPresent()) {
        throw meaning.get();
      }
      throw e;
    }
    return frame.isPresent() ? Optional.of(Wire.decode(frame.get())) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }
}
