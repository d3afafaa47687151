package org.albatross.daemon;

import java.nio.file.Path;
import org.albatross.core.model.Bytes;

/** What a launch needs besides the configuration. */
sealed interface Prepared {
  /**
   * For Solo5.
   *
   * @param image uncompressed
   * @param digest its SHA-256
   */
  record Solo5(Bytes image, Bytes digest, Path tender) implements Prepared {}

  /** For BHyve, which has no image. */
  record Bhyve() implements Prepared {}
}
