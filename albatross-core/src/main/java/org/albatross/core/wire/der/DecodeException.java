package org.albatross.core.wire.der;

import org.albatross.core.model.AlbatrossException;

/**
 * Bytes that are no message (docs/protocol/wire.md, Messages). The message says what is wrong and
 * where.
 */
public final class DecodeException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }

  /** The same, told of the part that was being read. */
  public DecodeException in(String part) {
    String message = getMessage();
    boolean nested = message.startsWith("in ");
    return new DecodeException(
        nested ? "in " + part + "." + message.substring(3) : "in " + part + ": " + message);
  }
}
