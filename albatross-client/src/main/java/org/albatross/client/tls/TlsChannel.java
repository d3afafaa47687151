package org.albatross.client.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import javax.net.ssl.SSLSocket;

/**
 * A TLS socket as a channel. One thread may write while another reads; closing wakes both, which a
 * TLS socket alone does not do while it writes to a peer that reads nothing.
 */
final class TlsChannel implements ByteChannel, GatheringByteChannel {
  /** How long a farewell may take. */
  private static final int CLOSE_MILLIS = 1000;

  private final Socket plain;
  private final SSLSocket tls;
  private final InputStream in;
  private final OutputStream out;
  private volatile boolean writing;
  private volatile boolean closed;

  TlsChannel(Socket plain, SSLSocket tls) throws IOException {
    this.plain = plain;
    this.tls = tls;
    this.in = tls.getInputStream();
    this.out = tls.getOutputStream();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count =
        in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
    if (count > 0) {
      target.position(target.position() + count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return (int) write(new ByteBuffer[] {source}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return write(sources, 0, sources.length);
  }

  /** Writes all at once: a header of its own would take a record, and a packet, of its own. */
  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    int total = 0;
    for (int i = offset; i < offset + length; i++) {
      total += sources[i].remaining();
    }
    byte[] all = new byte[total];
    int filled = 0;
    for (int i = offset; i < offset + length; i++) {
      int count = sources[i].remaining();
      sources[i].get(all, filled, count);
      filled += count;
    }
    writing = true;
    try {
      out.write(all);
    } finally {
      writing = false;
    }
    return total;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    if (!writing) {
      try {
        plain.setSoTimeout(CLOSE_MILLIS);
        tls.close();
      } finally {
        plain.close();
      }
    }
    plain.close();
  }
}
