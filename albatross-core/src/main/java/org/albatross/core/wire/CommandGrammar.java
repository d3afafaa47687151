package org.albatross.core.wire;

import static org.albatross.core.wire.Choice.alternative;
import static org.albatross.core.wire.Choice.dropped;

import org.albatross.core.model.BlockCommand;
import org.albatross.core.model.ConsoleCommand;
import org.albatross.core.model.Payload;
import org.albatross.core.model.PolicyCommand;
import org.albatross.core.model.StatsCommand;
import org.albatross.core.model.UnikernelCommand;

/** Commands (docs/protocol/wire.md, Command). */
final class CommandGrammar {
  private CommandGrammar() {}

  static final Codec<Payload.Command> COMMAND =
      Choice.of(
          alternative(
              "console", 0, ConsoleCommand.class, Lazy.of(() -> ConsoleCommandGrammar.CONSOLE)),
          alternative("stats", 1, StatsCommand.class, Lazy.of(() -> StatsCommandGrammar.STATS)),
          dropped("log", 2, Payload.Command.class),
          alternative(
              "unikernel",
              3,
              UnikernelCommand.class,
              Lazy.of(() -> UnikernelCommandGrammar.UNIKERNEL)),
          alternative("policy", 4, PolicyCommand.class, Lazy.of(() -> PolicyCommandGrammar.POLICY)),
          alternative("block", 5, BlockCommand.class, Lazy.of(() -> BlockCommandGrammar.BLOCK)));
}
