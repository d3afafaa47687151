package org.albatross.core.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS connections under one identity, all of version 1.3 (RFC 8446). The JDK's contexts speak older
 * versions as well, whatever version they are asked for by: in those the client's certificates, and
 * with them its commands, go in the clear. So nobody gets the context itself.
 */
public final class Tls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final SSLContext context;

  Tls(SSLContext context) {
    this.context = context;
  }

  /** A server's end, which wants a certificate of the client. */
  public SSLEngine server() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setNeedClientAuth(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * A client's end over a connection, which is closed with it. The server is not told by which name
   * it was found.
   */
  public SSLSocket client(Socket connected, String host, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(connected, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setServerNames(List.of());
    socket.setSSLParameters(parameters);
    return socket;
  }
}
