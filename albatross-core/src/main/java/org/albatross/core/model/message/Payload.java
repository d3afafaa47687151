package org.albatross.core.model.message;

import java.time.Instant;
import java.util.Optional;
import org.albatross.core.model.Bytes;

/** What a message carries (docs/protocol/wire.md, Payload). */
public sealed interface Payload permits Payload.Command, Success, Payload.Failure, Payload.Data {
  /** What a peer asks for. */
  sealed interface Command extends Payload
      permits ConsoleCommand, StatsCommand, UnikernelCommand, PolicyCommand, BlockCommand {
    /** Whether data follow as frames (docs/protocol/wire.md, Frames). */
    default boolean isFollowedByData() {
      return false;
    }
  }

  /** What was asked for could not be done, and why. */
  record Failure(String message) implements Payload {}

  /** One piece of a stream. */
  sealed interface Data extends Payload {}

  /** A line of a console: bytes, of which nobody promises that they are text. */
  record ConsoleLine(Instant time, Bytes line) implements Data {}

  /** Statistics of a unikernel. */
  record StatsData(Stats stats) implements Data {}

  /** A piece of a block device; absent: the end. */
  record BlockData(Optional<Bytes> data) implements Data {}
}
