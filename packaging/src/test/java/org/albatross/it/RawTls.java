package org.albatross.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.testkit.pki.PeerTls;
import org.albatross.testkit.pki.TestCertificate;

/** Peers that are no client of ours, and present what that would not. */
record RawTls(int port) {
  private static final int TIMEOUT_MILLIS = 20_000;

  /** Why a client without a certificate gets nothing; empty if it does. */
  String withoutCertificate() {
    return failure(PeerTls.showingNothing(), "TLSv1.3");
  }

  /** Why a client with this chain gets nothing; empty if it does. */
  String present(TestCertificate... chain) {
    return present("TLSv1.3", chain);
  }

  /** The same in a version of TLS. */
  String present(String protocol, TestCertificate... chain) {
    return failure(PeerTls.showing(chain), protocol);
  }

  /** A connection of a client with this chain. */
  SSLSocket connect(TestCertificate... chain) throws IOException {
    return connect(PeerTls.showing(chain), "TLSv1.3");
  }

  /** What the endpoint answers to a client with this chain. */
  Payload ask(TestCertificate... chain) throws IOException, DecodeException {
    try (SSLSocket socket = connect(chain)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return Wire.decode(in.readNBytes(in.readInt())).payload();
    }
  }

  private SSLSocket connect(SSLContext context, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private String failure(SSLContext context, String protocol) {
    try (SSLSocket socket = connect(context, protocol)) {
      return socket.getInputStream().read() < 0 ? "end of file" : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Sends bytes as they are; returns what comes until the peer closes. */
  byte[] answerTo(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(bytes);
      return socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      return new byte[0]; // reset
    }
  }
}
