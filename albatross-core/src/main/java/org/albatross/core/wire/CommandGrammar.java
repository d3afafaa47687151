package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.dropped;

import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Lazy;

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
