package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Choice.dropped;
import static org.albatross.core.wire.der.Der.OCTETS;
import static org.albatross.core.wire.der.Der.TEXT_BYTES;
import static org.albatross.core.wire.der.Der.TIME;

import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Lazy;
import org.albatross.core.wire.der.Sequence;

/** Pieces of streams (docs/protocol/wire.md, Data). */
final class DataGrammar {
  private DataGrammar() {}

  private static final Codec<Payload.ConsoleLine> CONSOLE_LINE =
      Sequence.of(
          c -> {
            var time = c.required("timestamp", TIME, Payload.ConsoleLine::time);
            var line = c.required("line", TEXT_BYTES, Payload.ConsoleLine::line);
            return in -> new Payload.ConsoleLine(in.get(time), in.get(line));
          });

  private static final Codec<Payload.BlockData> BLOCK_DATA =
      Choice.of(
          alternative(
              "some",
              0,
              Payload.BlockData.class,
              value -> value.data().isPresent(),
              OCTETS.map(
                  (Bytes data) -> new Payload.BlockData(Optional.of(data)),
                  value -> value.data().orElseThrow())),
          constant("end", 1, Payload.BlockData.class, new Payload.BlockData(Optional.empty())));

  static final Codec<Payload.Data> DATA =
      Choice.of(
          alternative(
              "stats",
              1,
              Payload.StatsData.class,
              Lazy.of(() -> StatsGrammar.STATS)
                  .map(Payload.StatsData::new, Payload.StatsData::stats)),
          dropped("log", 2, Payload.Data.class),
          alternative("console", 3, Payload.ConsoleLine.class, CONSOLE_LINE),
          alternative("block", 4, Payload.BlockData.class, BLOCK_DATA));
}
