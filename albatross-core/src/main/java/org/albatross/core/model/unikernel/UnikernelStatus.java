package org.albatross.core.model.unikernel;

import java.time.Instant;
import java.util.Optional;

/**
 * A unikernel and where it is in its life (docs/protocol/wire.md, Extensions: info-state).
 *
 * @param info its start is that of the last tender, or the epoch if there was none yet
 * @param restarts how often it was started again after it had ended by itself
 */
public record UnikernelStatus(
    UnikernelInfo info, Phase phase, long restarts, Optional<LastExit> lastExit) {

  /** Where it is. */
  public sealed interface Phase {
    /** Its tender is being started. */
    record Starting() implements Phase {}

    record Running() implements Phase {}

    /** Its tender was asked to end. */
    record Ending() implements Phase {}

    /** It ended and is started again at that time. */
    record Restarting(Instant at) implements Phase {}

    /** It could not be started; that is tried again at that time. */
    record Failed(String reason, Instant at) implements Phase {}

    /** It ended a moment ago and stays down; told of by its full name only. */
    record Down() implements Phase {}
  }

  /** How its last tender ended. */
  public record LastExit(ExitStatus status, Instant at) {}
}
