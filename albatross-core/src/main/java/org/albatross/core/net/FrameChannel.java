package org.albatross.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Bytes;

/**
 * Frames over a channel that blocks: what a client uses, and a daemon's worker that moves much
 * data. Uses the JDK only. One thread may send while another receives.
 */
public final class FrameChannel implements Closeable {
  /** What a program sends in one piece of a stream. */
  public static final int CHUNK = 1 << 16;

  private final ByteChannel channel;
  private final FrameReader reader;
  private final ByteBuffer in = ByteBuffer.allocate(CHUNK);
  private PartListener listener = (received, length) -> {};

  /** Hears of a frame that is not whole yet: how many of its bytes have come. */
  public interface PartListener {
    void onPart(int received, int length);
  }

  /**
   * Reads and writes frames on a channel.
   *
   * @param maxFrame the largest frame to receive, in bytes
   */
  public FrameChannel(ByteChannel channel, int maxFrame) {
    this.channel = channel;
    this.reader = new FrameReader(maxFrame);
    this.in.flip();
  }

  /** Connects to a Unix domain socket. */
  public static FrameChannel connect(Path socket, int maxFrame) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixSockets.address(socket));
      return new FrameChannel(channel, maxFrame);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whom to tell of parts of frames from now on. */
  public void onPart(PartListener told) {
    listener = told;
  }

  public void send(byte[] frame) throws IOException {
    send(ByteBuffer.wrap(frame));
  }

  /** Sends the remaining bytes as one frame. */
  public void send(ByteBuffer frame) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(FrameReader.HEADER_LENGTH);
    header.putInt(frame.remaining()).flip();
    if (channel instanceof GatheringByteChannel gathering) {
      ByteBuffer[] both = {header, frame};
      while (frame.hasRemaining() || header.hasRemaining()) {
        gathering.write(both);
      }
    } else {
      writeAll(header);
      writeAll(frame);
    }
  }

  /**
   * Sends a frame that may be large, piece by piece.
   *
   * @param progress called after each piece of at most {@link #CHUNK} bytes
   */
  public void send(List<Bytes> parts, Runnable progress) throws IOException {
    long length = parts.stream().mapToLong(Bytes::length).sum();
    writeAll(ByteBuffer.allocate(FrameReader.HEADER_LENGTH).putInt(Math.toIntExact(length)).flip());
    for (Bytes part : parts) {
      for (int from = 0; from < part.length(); from += CHUNK) {
        writeAll(part.slice(from, Math.min(CHUNK, part.length() - from)).toBuffer());
        progress.run();
      }
    }
  }

  /** Ends a stream of frames (docs/protocol/wire.md, Frames). */
  public void sendEnd() throws IOException {
    send(ByteBuffer.allocate(0));
  }

  /**
   * Waits for a frame.
   *
   * @return absent if the peer closed between two frames, or sent one of length zero
   * @throws FrameException if the peer closed within a frame, or announced one over the limit
   */
  public Optional<byte[]> receive() throws IOException, FrameException {
    return next().filter(frame -> frame.length > 0);
  }

  /**
   * Waits for the next piece of a stream.
   *
   * @return absent at the end of the stream, a frame of length zero (docs/protocol/wire.md, Frames)
   * @throws FrameException if the peer closed before the end, or announced a frame over the limit
   */
  public Optional<byte[]> receivePiece() throws IOException, FrameException {
    byte[] frame =
        next()
            .orElseThrow(
                () -> new FrameException("the peer closed the connection within a stream"));
    return Optional.of(frame).filter(piece -> piece.length > 0);
  }

  private Optional<byte[]> next() throws IOException, FrameException {
    while (true) {
      Optional<byte[]> frame = reader.read(in);
      if (frame.isPresent()) {
        return frame;
      }
      if (reader.length() > 0) {
        listener.onPart(reader.received(), reader.length());
      }
      in.clear();
      int count = channel.read(in);
      in.flip();
      if (count < 0) {
        if (reader.inFrame()) {
          throw new FrameException("the peer closed the connection within a message");
        }
        return Optional.empty();
      }
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
    channel.close();
  }
}
