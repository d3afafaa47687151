package org.albatross.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.ClientChain;
import org.albatross.core.tls.Identity;
import org.albatross.core.tls.Jsse;
import org.albatross.core.tls.PemFiles;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.pki.PeerTls;

/** Listens as an albatross-tls-endpoint would, and answers as a test says. */
final class FakeEndpoint implements Closeable {
  private static final int MAX_CERTIFICATE = 1 << 24;

  static {
    Jsse.configure(MAX_CERTIFICATE);
  }

  private final SSLServerSocket server;
  private final Thread thread;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<CertificateRequest> requests = new CopyOnWriteArrayList<>();

  /** What happens on one connection; it is closed afterwards. */
  interface Script {
    void run(Peer peer) throws Exception;
  }

  /** Who presents a certificate, and whom it lets in. */
  record Files(Path authority, Path certificate, Path key) {
    static Files of(Path directory) {
      return new Files(
          directory.resolve("cacert.pem"),
          directory.resolve("server.pem"),
          directory.resolve("server.key"));
    }
  }

  /** The endpoint's end of a connection. */
  static final class Peer {
    final SSLSocket socket;
    final CertificateRequest request;
    private final DataInputStream in;
    private final DataOutputStream out;

    Peer(SSLSocket socket, CertificateRequest request) throws IOException {
      this.socket = socket;
      this.request = request;
      this.in = new DataInputStream(socket.getInputStream());
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    byte[] frame() throws IOException {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      return frame;
    }

    /** All frames up to the empty one, put together. */
    byte[] frames() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (byte[] frame = frame(); frame.length > 0; frame = frame()) {
        all.write(frame);
      }
      return all.toByteArray();
    }

    void reply(Payload payload) throws IOException {
      send(new Message(0, request.name(), payload));
    }

    void send(Message message) throws IOException {
      byte[] encoded = Wire.encode(message);
      out.writeInt(encoded.length);
      out.write(encoded);
      out.flush();
    }
  }

  FakeEndpoint(Files files, Script... scripts) throws Exception {
    this(files, "TLSv1.3", scripts);
  }

  /** Speaks another version than endpoints do. */
  FakeEndpoint(Files files, String protocol, Script... scripts) throws Exception {
    Identity identity = Identity.read(files.certificate(), files.key());
    X509Certificate authority = PemFiles.certificate(files.authority());
    server =
        (SSLServerSocket)
            PeerTls.showing(identity.key(), identity.chain(), new Trust(authority))
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    server.setEnabledProtocols(new String[] {protocol});
    server.setNeedClientAuth(true);
    thread = new Thread(() -> serve(authority, scripts));
    thread.start();
  }

  /** Does something while an endpoint of a directory's certificates serves. */
  static <T> T during(Path directory, Action<T> action, Script... scripts) throws Exception {
    FakeEndpoint endpoint = new FakeEndpoint(Files.of(directory), scripts);
    try {
      return action.with(endpoint.address());
    } finally {
      endpoint.close();
    }
  }

  /** What is done with an endpoint's address. */
  interface Action<T> {
    T with(String address) throws Exception;
  }

  String address() {
    return "localhost:" + server.getLocalPort();
  }

  /** All requests whose certificates were let in. */
  List<CertificateRequest> requests() {
    return requests;
  }

  private void serve(X509Certificate authority, Script... scripts) {
    int left = scripts.length;
    for (Script script : scripts) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        if (--left == 0) {
          server.close(); // who comes for more is not to wait
        }
        X509Certificate[] chain = (X509Certificate[]) socket.getSession().getPeerCertificates();
        ClientChain verified = ClientChain.verify(List.of(chain), authority, Instant.now());
        CertificateRequest request = CertificateRequest.of(verified);
        requests.add(request);
        script.run(new Peer(socket, request));
      } catch (Exception | Error e) {
        failures.add(e);
      }
    }
  }

  /** Waits for all scripts; their errors are the test's errors. */
  @Override
  public void close() throws IOException {
    List<Throwable> errors = end();
    if (!errors.isEmpty()) {
      throw new AssertionError("the endpoint's script failed", errors.get(0));
    }
  }

  /** Ends it, and tells what went wrong: a client that was refused, say. */
  List<Throwable> end() throws IOException {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    return failures;
  }

  /** Refuses in the handshake what an endpoint refuses there. */
  private static final class Trust extends X509ExtendedTrustManager {
    private final X509Certificate authority;

    Trust(X509Certificate authority) {
      this.authority = authority;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      try {
        var unused = ClientChain.verify(List.of(chain), authority, Instant.now());
      } catch (ChainException e) {
        throw new CertificateException(e.getMessage(), e.getCause());
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {authority};
    }
  }
}
