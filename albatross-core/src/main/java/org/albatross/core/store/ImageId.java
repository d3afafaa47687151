package org.albatross.core.store;

import org.albatross.core.model.Bytes;

/**
 * An uncompressed image, known by what it holds.
 *
 * @param sha256 of all of it
 * @param size in bytes
 */
public record ImageId(Bytes sha256, long size) {
  public static final int DIGEST_LENGTH = 32;

  /** Refuses what is no digest or size. */
  public ImageId {
    if (sha256.length() != DIGEST_LENGTH || size < 0) {
      throw new IllegalArgumentException("no image has this digest or size");
    }
  }
}
