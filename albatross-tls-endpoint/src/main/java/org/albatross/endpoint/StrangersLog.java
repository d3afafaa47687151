package org.albatross.endpoint;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import org.albatross.core.model.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log why somebody was not let in. Anybody can cause such a line: there are so many in
 * a minute, and then how many more there would have been. Not thread-safe.
 */
final class StrangersLog {
  /** Lines within a window; a host that is let alone has a few in a day. */
  static final int LINES = 100;

  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Characters of what a line says of a peer; it may have chosen them. */
  private static final int LENGTH = 500;

  private static final Logger LOG = LoggerFactory.getLogger(StrangersLog.class);

  private long windowEnd = System.nanoTime();
  private int lines;

  /** A certificate that is refused is a warning; what anybody can send to a port is none. */
  void failed(String peer, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        if (mayLog(LOG.isWarnEnabled())) {
          LOG.warn("{}: its certificate is refused: {}", peer, shortened(each.getMessage()));
        }
        return;
      }
    }
    refused(peer, "no TLS connection: " + reason(failure));
    LOG.debug("{}: no TLS connection", peer, failure);
  }

  /** Somebody was turned away before it said who it is. */
  void refused(String peer, String why) {
    if (mayLog(LOG.isInfoEnabled())) {
      LOG.info("{}: {}", peer, why);
    }
  }

  /** In words that do not grow with what the peer sent. */
  private static String reason(Throwable failure) {
    if (failure instanceof NotSslRecordException) {
      return "what it says is not TLS";
    }
    if (failure instanceof ClosedChannelException) {
      return "it left before it was let in";
    }
    return Text.escape(
        shortened(Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString)));
  }

  /** The beginning of a text that a peer may have made long. */
  static String shortened(String text) {
    return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "...";
  }

  private boolean mayLog(boolean enabled) {
    if (!enabled) {
      return false;
    }
    check(System.nanoTime());
    lines++;
    return lines <= LINES;
  }

  /** Looks at the clock, from time to time. */
  void check(long now) {
    if (now - windowEnd < 0) {
      return;
    }
    int more = lines - LINES;
    lines = 0;
    windowEnd = now + WINDOW.toNanos();
    if (more > 0) {
      LOG.warn("{} more lines about peers that were not let in are left out", more);
    }
  }
}
