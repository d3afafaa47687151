package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Der.TEXT;

import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Lazy;

/** What a message carries: commands, answers and streams (docs/protocol/wire.md, Payload). */
final class PayloadGrammar {
  private PayloadGrammar() {}

  static final Codec<Payload> PAYLOAD =
      Choice.of(
          alternative("command", 0, Payload.Command.class, Lazy.of(() -> CommandGrammar.COMMAND)),
          alternative("reply", 1, Success.class, Lazy.of(() -> SuccessGrammar.SUCCESS)),
          alternative(
              "failure",
              2,
              Payload.Failure.class,
              TEXT.map(Payload.Failure::new, Payload.Failure::message)),
          alternative("data", 3, Payload.Data.class, Lazy.of(() -> DataGrammar.DATA)));
}
