package org.albatross.core.solo5;

import org.albatross.core.model.AlbatrossException;

/** The image is none that can be run, or not with the devices that were given. */
public final class InvalidImageException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public InvalidImageException(String message) {
    super(message);
  }

  static InvalidImageException notValid(String why) {
    return new InvalidImageException("not a valid Solo5 image: " + why);
  }
}
