package org.albatross.core.transfer;

import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Payload;

/**
 * What follows a command that was refused. Many peers read only when they have sent all of it, so
 * it is taken and thrown away: as much as might have been an upload.
 */
public final class RefusedData {
  /** More than the block devices of unikernels have. */
  private static final long MOST_BLOCK_DATA = 16L << 30;

  private RefusedData() {}

  /**
   * How much is taken.
   *
   * @param maxImage bytes of the largest image
   * @return in bytes
   */
  public static long most(Payload command, int maxImage) {
    return command instanceof BlockCommand ? MOST_BLOCK_DATA : maxImage;
  }
}
