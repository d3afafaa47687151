package org.albatross.benchmarks.attack;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.FrameException;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;

/** The end of a conversation: what is streamed, and the first answer. */
final class OneAnswer {
  private OneAnswer() {}

  static Payload to(byte[] data, FrameChannel frames) throws IOException {
    try {
      upload(data, frames);
    } catch (IOException e) {
      // Who refuses early takes no more, and has said why.
      return read(frames);
    }
    return read(frames);
  }

  private static void upload(byte[] data, FrameChannel frames) throws IOException {
    if (data.length > 0) {
      for (int from = 0; from < data.length; from += FrameChannel.CHUNK) {
        frames.send(ByteBuffer.wrap(data, from, Math.min(FrameChannel.CHUNK, data.length - from)));
      }
      frames.sendEnd();
    }
  }

  private static Payload read(FrameChannel frames) throws IOException {
    try {
      byte[] frame =
          frames.receive().orElseThrow(() -> new EOFException("closed without an answer"));
      return Wire.decode(frame).payload();
    } catch (FrameException | DecodeException e) {
      throw new IOException("no answer, but something else", e);
    }
  }
}
