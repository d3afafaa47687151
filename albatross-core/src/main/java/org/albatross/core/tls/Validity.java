package org.albatross.core.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When a certificate is valid, in words that show which clock may be wrong. */
public final class Validity {
  private Validity() {}

  /** Why the certificate is not valid at this moment, if it is not. */
  public static Optional<String> problem(X509Certificate certificate, Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    if (now.isBefore(begin)) {
      return Optional.of("it begins at %s, and here it is %s".formatted(begin, seconds(now)));
    }
    return now.isAfter(end)
        ? Optional.of("it ended at %s, and here it is %s".formatted(end, seconds(now)))
        : Optional.empty();
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
