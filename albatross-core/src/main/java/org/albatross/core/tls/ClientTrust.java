package org.albatross.core.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets clients in whose chain is in order ({@link ClientChain}). The chain that was validated is
 * kept in the session: nobody has to look at the certificates that the JDK returns, which may be
 * others.
 */
public final class ClientTrust extends X509ExtendedTrustManager {
  private static final String KEY = ClientTrust.class.getName();

  private final X509Certificate ca;
  private final Clock clock;

  public ClientTrust(X509Certificate ca, Clock clock) {
    this.ca = ca;
    this.clock = clock;
  }

  /** The chain of a client that was let in. */
  public static Optional<ClientChain> chain(SSLSession session) {
    return Optional.ofNullable((ClientChain) session.getValue(KEY));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      ClientChain verified = ClientChain.verify(List.of(chain), ca, clock.instant());
      SSLSession session = engine.getHandshakeSession();
      session.putValue(KEY, verified);
      // No ticket is given for it: who came back with one would show no certificate, for a day.
      session.invalidate();
    } catch (ChainException e) {
      // The cause of the cause is what the JDK makes the alert of.
      throw new CertificateException(e.getMessage(), e.getCause());
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {ca};
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only with an SSLEngine");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only with an SSLEngine");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only clients are let in");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only clients are let in");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only clients are let in");
  }
}
