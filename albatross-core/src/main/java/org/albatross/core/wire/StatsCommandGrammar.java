package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.TEXT;

import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Sequence;

/** Commands for albatross-stats (docs/protocol/wire.md, StatsCmd). */
final class StatsCommandGrammar {
  private StatsCommandGrammar() {}

  private static final Codec<StatsCommand.Tap> TAP =
      Sequence.of(
          c -> {
            var net = c.required("bridge", TEXT, StatsCommand.Tap::net);
            var tap = c.required("tap", TEXT, StatsCommand.Tap::tap);
            return in -> new StatsCommand.Tap(in.get(net), in.get(tap));
          });

  private static final Codec<StatsCommand.Add> STATS_ADD =
      Sequence.of(
          c -> {
            var device = c.required("vmmdev", TEXT, StatsCommand.Add::vmmDevice);
            var pid = c.required("pid", INTEGER, StatsCommand.Add::pid);
            var taps = c.required("network", TAP.list(), StatsCommand.Add::taps);
            return in -> new StatsCommand.Add(in.get(device), in.get(pid), in.get(taps));
          });

  static final Codec<StatsCommand> STATS =
      Choice.of(
          alternative("add", 0, StatsCommand.Add.class, STATS_ADD),
          constant("remove", 1, StatsCommand.Remove.class, new StatsCommand.Remove()),
          constant("subscribe", 2, StatsCommand.Subscribe.class, new StatsCommand.Subscribe()),
          constant("initial", 3, StatsCommand.Initial.class, new StatsCommand.Initial()),
          constant("watch", 64, StatsCommand.Watch.class, new StatsCommand.Watch()));
}
