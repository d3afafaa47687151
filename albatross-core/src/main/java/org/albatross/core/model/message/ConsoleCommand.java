package org.albatross.core.model.message;

import java.time.Instant;

/** Commands for albatross-console. */
public sealed interface ConsoleCommand extends Payload.Command {
  /**
   * Read the fifo of this unikernel.
   *
   * @param rings how many rings its path may keep
   */
  record Add(long rings) implements ConsoleCommand {}

  /** Stream the lines since a time. */
  record SubscribeSince(Instant since) implements ConsoleCommand {}

  /** Stream the last lines and all to come. */
  record SubscribeLast(long count) implements ConsoleCommand {}

  /** Name the rings whose unikernel is gone. */
  record ListInactive() implements ConsoleCommand {}
}
