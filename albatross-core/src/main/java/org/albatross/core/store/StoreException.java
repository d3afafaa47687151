package org.albatross.core.store;

import org.albatross.core.model.AlbatrossException;

/** What is kept cannot be read or written; the message says what and where. */
public final class StoreException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same, within something of that name. */
  StoreException in(String where) {
    return new StoreException(where + ": " + getMessage(), this);
  }
}
