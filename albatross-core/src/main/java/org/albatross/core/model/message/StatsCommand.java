package org.albatross.core.model.message;

import java.util.List;

/** Commands for albatross-stats, and for the link that it opens to albatrossd. */
public sealed interface StatsCommand extends Payload.Command {
  /**
   * Watch a process.
   *
   * @param vmmDevice empty on Linux
   */
  record Add(String vmmDevice, long pid, List<Tap> taps) implements StatsCommand {
    public Add {
      taps = List.copyOf(taps);
    }
  }

  /** A net of a unikernel and the interface on the host that carries it. */
  record Tap(String net, String tap) {}

  record Remove() implements StatsCommand {}

  /** Listen; as long as there is one place for a name, in place of who listens to it. */
  record Subscribe() implements StatsCommand {}

  /**
   * Look on: as {@link Subscribe}, in nobody's place (an extension, docs/protocol/wire.md,
   * Extensions).
   */
  record Watch() implements StatsCommand {}

  /** albatross-stats offers itself to albatrossd. */
  record Initial() implements StatsCommand {}
}
