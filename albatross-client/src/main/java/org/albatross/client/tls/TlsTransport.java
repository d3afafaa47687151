package org.albatross.client.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.transport.Conversation;
import org.albatross.client.transport.FrameConversation;
import org.albatross.client.transport.ReplyHeaders;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.ClientChain;
import org.albatross.core.tls.CommonName;
import org.albatross.core.tls.Identity;
import org.albatross.core.wire.CertificateExtension;

/** An albatross-tls-endpoint: a connection for each request, which is in our certificate. */
public final class TlsTransport implements Transport {
  /** As much as a local client takes: an image comes inside a message. */
  private static final int MAX_FRAME = 256 << 20;

  private static final int CONNECT_MILLIS = 10_000;
  private static final int HANDSHAKE_MILLIS = 20_000;

  private final Destination destination;
  private final List<X509Certificate> authorities;
  private final Credentials credentials;

  /** What to present for a request. */
  public interface Credentials {
    Identity of(Request request) throws AlbatrossException;
  }

  /**
   * Connects to an endpoint.
   *
   * @param authorities the CAs of which one vouches for the server, and for us
   */
  public TlsTransport(
      Destination destination, List<X509Certificate> authorities, Credentials credentials) {
    this.destination = destination;
    this.authorities = List.copyOf(authorities);
    this.credentials = credentials;
  }

  /** Makes a socket that is not connected, so that a real one takes less time. */
  public static void rehearse() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[0], new TrustManager[0], null);
      context.getSocketFactory().createSocket().close();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS 1.3", e);
    }
  }

  @Override
  public String peer(Request request) {
    return "albatross-tls-endpoint at " + destination;
  }

  @Override
  public Conversation start(Request request) throws AlbatrossException {
    Identity identity = credentials.of(request);
    ReplyHeaders headers = new ReplyHeaders(name(checkedChain(identity.chain())), true);
    ServerTrust trust = new ServerTrust(authorities);
    Socket plain = connect();
    try {
      SSLSocket tls = handshake(plain, identity, trust);
      TlsChannel channel = new TlsChannel(plain, tls);
      FrameChannel frames = new FrameChannel(channel, MAX_FRAME);
      if (endsAtOnce(request)) {
        frames.sendEnd();
      }
      // In TLS 1.3 a client learns only now what the server makes of its certificate.
      return new FrameConversation(frames, headers, e -> TlsFailures.refusal(destination, e));
    } catch (IOException e) {
      close(plain, e);
      throw explain(trust, e);
    }
  }

  /**
   * The original waits for the end of an image even where there is none (docs/protocol/daemons.md,
   * albatross-tls-endpoint).
   */
  private static boolean endsAtOnce(Request request) {
    return request.command() instanceof UnikernelCommand.Create create
        && create.config().type() == VmType.BHYVE;
  }

  /** Before anything is sent: the endpoint would say less of what is wrong. */
  private ClientChain checkedChain(List<X509Certificate> chain) throws ClientException {
    ChainException why = new ChainException("there is no CA to vouch for them");
    for (X509Certificate authority : authorities) {
      try {
        ClientChain checked = ClientChain.verify(chain, authority, Instant.now());
        checkNames(chain);
        return checked;
      } catch (ChainException e) {
        why = e;
      }
    }
    throw notValid(why)
        .hint(
            why.isAboutTime()
                ? TlsFailures.TIME
                : "--server-ca names the CA at which the chain must end");
  }

  /** Of those that have a part in the path, or carry the command. */
  private static void checkNames(List<X509Certificate> chain) throws ClientException {
    for (X509Certificate each : chain) {
      if (each.getExtensionValue(CertificateExtension.OID) != null) {
        var unused = commonName(each);
      }
    }
  }

  /** The name that a certificate of ours gives, if it is one that endpoints take. */
  public static String commonName(X509Certificate certificate) throws ClientException {
    try {
      return CommonName.of(certificate);
    } catch (ChainException e) {
      throw notValid(e);
    }
  }

  private static ClientException notValid(ChainException why) {
    return ClientException.chain("our own certificates are not valid: " + why.getMessage());
  }

  /** Whom an endpoint takes the command to be about; nobody if it can only refuse the chain. */
  private static Name name(ClientChain chain) {
    try {
      return CertificateRequest.nameOf(chain);
    } catch (ChainException e) {
      return Name.ROOT;
    }
  }

  private Socket connect() throws ClientException {
    IOException failure = new UnknownHostException(destination.host());
    for (InetAddress address : addresses()) {
      Socket socket = new PatientSocket();
      try {
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.connect(new InetSocketAddress(address, destination.port()), CONNECT_MILLIS);
        return socket;
      } catch (IOException e) {
        close(socket, e);
        failure = e;
      }
    }
    throw ClientException.connect(
            "cannot connect to " + destination + ": " + String.valueOf(failure.getMessage()))
        .hint("is albatross-tls-endpoint running there?");
  }

  private InetAddress[] addresses() throws ClientException {
    try {
      return InetAddress.getAllByName(destination.host());
    } catch (UnknownHostException e) {
      throw ClientException.connect("there is no host " + destination.host());
    }
  }

  private SSLSocket handshake(Socket plain, Identity identity, ServerTrust trust)
      throws IOException {
    plain.setSoTimeout(HANDSHAKE_MILLIS);
    SSLSocket tls = identity.tls(trust).client(plain, destination.host(), destination.port());
    tls.startHandshake();
    // A console may be silent for days; that a host is gone is for TCP to find out.
    plain.setSoTimeout(0);
    return tls;
  }

  private ClientException explain(ServerTrust trust, IOException e) {
    Optional<String> untrusted = trust.refusal();
    if (untrusted.isPresent()) {
      return ClientException.serverNotTrusted(destination + " is not trusted: " + untrusted.get())
          .hint(
              trust.isAboutTime()
                  ? TlsFailures.TIME
                  : "--server-ca names the CA that signed the endpoint's certificate");
    }
    if (e instanceof SocketTimeoutException) {
      return ClientException.communication(
          destination + " did not finish the TLS handshake within 20 seconds");
    }
    return TlsFailures.refusal(destination, e)
        .orElseGet(() -> TlsFailures.handshake(destination, e));
  }

  private static void close(Socket socket, IOException cause) {
    try {
      socket.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
