package org.albatross.core.net;

import org.albatross.core.model.AlbatrossException;

/** A peer sent a length that is no length of a frame, or left in the middle of one. */
public final class FrameException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public FrameException(String message) {
    super(message);
  }
}
