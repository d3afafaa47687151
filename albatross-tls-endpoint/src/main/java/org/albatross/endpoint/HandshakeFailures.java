package org.albatross.endpoint;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Optional;
import org.albatross.core.model.Text;
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
    LOG.info("{}: no TLS connection: {}", peer, reason(failure));
    LOG.debug("{}: no TLS connection", peer, failure);
  }

  /** In words that do not grow with what the peer sent. */
  private static String reason(Throwable failure) {
    if (failure instanceof NotSslRecordException) {
      return "what it says is not TLS";
    }
    if (failure instanceof ClosedChannelException) {
      return "it left before it was let in";
    }
    return Text.escape(Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString));
  }
}
