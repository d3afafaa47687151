package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import javax.net.ssl.SSLSocket;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.FrameChannel;

/** A tenant, over TLS. */
public record RemoteParty(CertifiedTenant tenant, int port) implements Party {
  private static final int MAX_FRAME = 256 << 20;

  @Override
  public Payload ask(String label, Payload.Command command, byte[] data) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            tenant
                .request(label, command)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setTcpNoDelay(true);
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      socket.startHandshake();
      return OneAnswer.to(data, new FrameChannel(new SocketBytes(socket), MAX_FRAME));
    } catch (IOException e) {
      throw new IOException(who() + " got no answer to " + command + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String who() {
    return "the tenant " + tenant.name();
  }

  /** A socket of TLS has streams only. */
  private static final class SocketBytes implements ByteChannel {
    private final SSLSocket socket;
    private final ReadableByteChannel in;
    private final WritableByteChannel out;

    SocketBytes(SSLSocket socket) throws IOException {
      this.socket = socket;
      in = Channels.newChannel(socket.getInputStream());
      out = Channels.newChannel(socket.getOutputStream());
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return in.read(bytes);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return out.write(bytes);
    }

    @Override
    public boolean isOpen() {
      return !socket.isClosed();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
