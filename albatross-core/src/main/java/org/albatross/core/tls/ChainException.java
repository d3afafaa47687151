package org.albatross.core.tls;

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
}
