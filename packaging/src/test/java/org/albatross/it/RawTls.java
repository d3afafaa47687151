package org.albatross.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.albatross.core.tls.Identity;
import org.albatross.testkit.pki.TestCertificate;

/** Peers that are no client of ours, and present what that would not. */
record RawTls(int port) {
  private static final int TIMEOUT_MILLIS = 20_000;

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Why a client without a certificate gets nothing; empty if it does. */
  String withoutCertificate(String protocol) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    return failure(context, protocol);
  }

  /** Why a client with this chain gets nothing; empty if it does. */
  String present(TestCertificate... chain) throws IOException {
    return failure(context(chain), "TLSv1.3");
  }

  /** A connection of a client with this chain. */
  SSLSocket connect(TestCertificate... chain) throws IOException {
    return connect(context(chain), "TLSv1.3");
  }

  private static SSLContext context(TestCertificate... chain) {
    Identity identity =
        new Identity(
            chain[0].keys().getPrivate(),
            Stream.of(chain).map(TestCertificate::certificate).toList());
    return identity.context(new TrustAll());
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
