package org.albatross.endpoint;

import java.security.cert.CertificateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why somebody was not let in. */
final class HandshakeFailures {
  private static final Logger LOG = LoggerFactory.getLogger(HandshakeFailures.class);

  private HandshakeFailures() {}

  /** A certificate that is refused is a warning; what anybody can send to a port is none. */
  static void log(String peer, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        LOG.warn("{}: its certificate is refused: {}", peer, each.getMessage());
        return;
      }
    }
    LOG.info("{}: no TLS connection: {}", peer, failure.getMessage());
    LOG.debug("{}: no TLS connection", peer, failure);
  }
}
