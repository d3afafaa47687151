package org.albatross.core.model;

/**
 * Something that a user, a peer or the host got wrong. The message is meant to be read by a person:
 * what, where, and what to do. Bugs are unchecked exceptions instead.
 */
public class AlbatrossException extends Exception {
  private static final long serialVersionUID = 1L;

  public AlbatrossException(String message) {
    super(message);
  }

  public AlbatrossException(String message, Throwable cause) {
    super(message, cause);
  }
}
