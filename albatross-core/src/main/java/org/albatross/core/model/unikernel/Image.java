package org.albatross.core.model.unikernel;

import org.albatross.core.model.Bytes;

/**
 * The image of a unikernel as it travels.
 *
 * @param compressed whether the data are a zlib stream (RFC 1950)
 * @param data empty for BHyve, and where the image follows as frames
 */
public record Image(boolean compressed, Bytes data) {
  /**
   * No image has more bytes uncompressed, so that a small compressed one cannot fill the memory.
   */
  public static final long MAX_LENGTH = 256L << 20;

  public static final Image NONE = new Image(false, Bytes.EMPTY);
}
