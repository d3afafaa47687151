package org.albatross.core.model;

/** A text that is no label, path or name (docs/protocol/wire.md, Names). */
public final class InvalidNameException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public InvalidNameException(String message) {
    super(message);
  }
}
