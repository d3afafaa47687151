package org.albatross.client.tls;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A socket that does not complain of writing: an endpoint that refuses a certificate says so and
 * hangs up while the client still finishes the handshake, and whoever fails there never reads why.
 * That a connection is broken shows when it is read from.
 */
final class PatientSocket extends Socket {
  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Patient(super.getOutputStream());
  }

  private static final class Patient extends FilterOutputStream {
    private volatile boolean broken;

    Patient(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (broken) {
        return;
      }
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        broken = true;
      }
    }
  }
}
