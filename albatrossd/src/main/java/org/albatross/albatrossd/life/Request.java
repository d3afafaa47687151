package org.albatross.albatrossd.life;

import java.util.Optional;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.store.StoredUnikernel;

/** What is asked of a name. */
public sealed interface Request {
  /**
   * Starts a unikernel.
   *
   * @param force whether it takes the place of one that has the name
   */
  record Create(StoredUnikernel config, boolean force) implements Request {}

  /**
   * Ends it and starts it again.
   *
   * @param arguments absent: as they were
   */
  record Restart(Optional<Arguments> arguments) implements Request {}

  /** Ends it for good. */
  record Destroy() implements Request {}
}
