package org.albatross.core.host;

import org.albatross.core.model.AlbatrossException;

/** The host refused something, or is not as it has to be. */
public final class HostException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public HostException(String message) {
    super(message);
  }

  public HostException(String message, Throwable cause) {
    super(message, cause);
  }
}
