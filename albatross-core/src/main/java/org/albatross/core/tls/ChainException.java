package org.albatross.core.tls;

import java.security.cert.CertPathValidatorException;
import org.albatross.core.model.AlbatrossException;

/** A chain of certificates is not accepted, or what it asks for is not. */
public final class ChainException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public ChainException(String message) {
    super(message);
  }

  public ChainException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Something is not valid yet, or no longer. */
  static ChainException ofTime(String message) {
    return new ChainException(
        message,
        new CertPathValidatorException(
            message, null, null, -1, CertPathValidatorException.BasicReason.EXPIRED));
  }

  /** Whether a clock may be to blame. */
  public boolean isAboutTime() {
    return getCause() instanceof CertPathValidatorException cause
        && cause.getReason() == CertPathValidatorException.BasicReason.EXPIRED;
  }
}
