package org.albatross.albatrossd.life;

import java.nio.file.Path;
import java.util.Set;
import org.albatross.core.store.ImageId;

/** What a launch needs besides the configuration. */
public sealed interface Prepared {
  /**
   * For Solo5.
   *
   * @param groups that the tender has to be in
   */
  record Solo5(ImageId image, Path tender, Set<Integer> groups) implements Prepared {}

  /** For BHyve, which has no image. */
  record Bhyve() implements Prepared {}
}
