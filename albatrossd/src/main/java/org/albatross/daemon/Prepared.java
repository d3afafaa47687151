package org.albatross.daemon;

import java.nio.file.Path;
import org.albatross.core.model.Bytes;

/** What a launch needs besides the configuration. */
sealed interface Prepared {
  /**
   * For Solo5.
   *
   * @param image uncompressed
   */
  record Solo5(Bytes image, Path tender) implements Prepared {}

  /** For BHyve, which has no image. */
  record Bhyve() implements Prepared {}
}
