package org.albatross.core.model;

/**
 * The image of a unikernel as it travels.
 *
 * @param compressed whether the data are a zlib stream (RFC 1950)
 * @param data empty for BHyve, and where the image follows as frames
 */
public record Image(boolean compressed, Bytes data) {
  public static final Image NONE = new Image(false, Bytes.EMPTY);
}
