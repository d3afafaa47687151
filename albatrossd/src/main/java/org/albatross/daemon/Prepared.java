package org.albatross.daemon;

import java.nio.file.Path;
import org.albatross.core.store.ImageId;

/** What a launch needs besides the configuration. */
sealed interface Prepared {
  /** For Solo5. */
  record Solo5(ImageId image, Path tender) implements Prepared {}

  /** For BHyve, which has no image. */
  record Bhyve() implements Prepared {}
}
