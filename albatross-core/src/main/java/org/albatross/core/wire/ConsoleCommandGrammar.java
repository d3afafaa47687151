package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.TIME;

import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;

/** Commands for albatross-console (docs/protocol/wire.md, ConsoleCmd). */
final class ConsoleCommandGrammar {
  private ConsoleCommandGrammar() {}

  static final Codec<ConsoleCommand> CONSOLE =
      Choice.of(
          alternative(
              "add",
              0,
              ConsoleCommand.Add.class,
              INTEGER.map(ConsoleCommand.Add::new, ConsoleCommand.Add::rings)),
          alternative(
              "subscribe",
              2,
              ConsoleCommand.class,
              ConsoleCommandGrammar::isSubscribe,
              Choice.<ConsoleCommand>of(
                  alternative(
                      "since",
                      0,
                      ConsoleCommand.SubscribeSince.class,
                      TIME.map(
                          ConsoleCommand.SubscribeSince::new,
                          ConsoleCommand.SubscribeSince::since)),
                  alternative(
                      "count",
                      1,
                      ConsoleCommand.SubscribeLast.class,
                      INTEGER.map(
                          ConsoleCommand.SubscribeLast::new,
                          ConsoleCommand.SubscribeLast::count)))),
          constant(
              "list-inactive",
              3,
              ConsoleCommand.ListInactive.class,
              new ConsoleCommand.ListInactive()));

  private static boolean isSubscribe(ConsoleCommand command) {
    return command instanceof ConsoleCommand.SubscribeSince
        || command instanceof ConsoleCommand.SubscribeLast;
  }
}
