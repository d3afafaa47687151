package org.albatross.console;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.albatross.core.net.FrameChannel;

/** A peer that can say what is no frame, or stop in the middle of one. */
final class RawPeer implements AutoCloseable {
  private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
  private final Peer peer = new Peer(new FrameChannel(channel, 1 << 20));

  RawPeer(Path socket) throws IOException {
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  Peer peer() {
    return peer;
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
