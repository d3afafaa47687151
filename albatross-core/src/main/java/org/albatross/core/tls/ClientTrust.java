package org.albatross.core.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;

/**
 * Lets clients in whose chain is in order ({@link ClientChain}). The chain that was validated is
 * kept: nobody has to look at the certificates that the JDK returns, which may be others, or those
 * of an earlier connection.
 */
public final class ClientTrust extends RefusingTrust {
  private final X509Certificate ca;
  private final Clock clock;
  private final Map<SSLEngine, ClientChain> chains =
      Collections.synchronizedMap(new WeakHashMap<>());

  public ClientTrust(X509Certificate ca, Clock clock) {
    super("only clients are let in, over an SSLEngine");
    this.ca = ca;
    this.clock = clock;
  }

  /** The chain that a client was let in with; can be taken once. */
  public Optional<ClientChain> takeChain(SSLEngine engine) {
    return Optional.ofNullable(chains.remove(engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      ClientChain verified = ClientChain.verify(List.of(chain), ca, clock.instant());
      // No ticket is given for it: who came back with one would show no certificate, for a day. A
      // value put into the session would make the JDK give another ticket, even so.
      engine.getHandshakeSession().invalidate();
      chains.put(engine, verified);
    } catch (ChainException e) {
      // The cause of the cause is what the JDK makes the alert of.
      throw new CertificateException(e.getMessage(), e.getCause());
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {ca};
  }
}
