package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Der.BOOLEAN;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.OCTETS;

import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Sequence;

/** Commands about block devices (docs/protocol/wire.md, BlockCmd). */
final class BlockCommandGrammar {
  private BlockCommandGrammar() {}

  private static final Codec<BlockCommand.AddWithData> BLOCK_ADD_OLD =
      Sequence.of(
          c -> {
            var size = c.required("size", INTEGER, BlockCommand.AddWithData::size);
            var compressed =
                c.required("compressed", BOOLEAN, BlockCommand.AddWithData::compressed);
            var data = c.optional("data", OCTETS, BlockCommand.AddWithData::data);
            return in ->
                new BlockCommand.AddWithData(in.get(size), in.get(compressed), in.get(data));
          });

  private static final Codec<BlockCommand.SetWithData> BLOCK_SET_OLD =
      Sequence.of(
          c -> {
            var compressed =
                c.required("compressed", BOOLEAN, BlockCommand.SetWithData::compressed);
            var data = c.required("data", OCTETS, BlockCommand.SetWithData::data);
            return in -> new BlockCommand.SetWithData(in.get(compressed), in.get(data));
          });

  private static final Codec<BlockCommand.AddStreamed> BLOCK_ADD_STREAMED =
      Sequence.of(
          c -> {
            var size = c.required("size", INTEGER, BlockCommand.AddStreamed::size);
            var compressed =
                c.required("compressed", BOOLEAN, BlockCommand.AddStreamed::compressed);
            var length = c.optionalLong("length", BlockCommand.AddStreamed::length);
            return in ->
                new BlockCommand.AddStreamed(in.get(size), in.get(compressed), in.get(length));
          });

  private static final Codec<BlockCommand.SetStreamed> BLOCK_SET_STREAMED =
      Sequence.of(
          c -> {
            var compressed =
                c.required("compressed", BOOLEAN, BlockCommand.SetStreamed::compressed);
            var length = c.required("length", INTEGER, BlockCommand.SetStreamed::length);
            return in -> new BlockCommand.SetStreamed(in.get(compressed), in.get(length));
          });

  static final Codec<BlockCommand> BLOCK =
      Choice.of(
          constant("info", 0, BlockCommand.Info.class, new BlockCommand.Info()),
          alternative(
              "add",
              1,
              BlockCommand.Add.class,
              INTEGER.map(BlockCommand.Add::new, BlockCommand.Add::size)),
          constant("remove", 2, BlockCommand.Remove.class, new BlockCommand.Remove()),
          alternative("add-old", 3, BlockCommand.AddWithData.class, BLOCK_ADD_OLD),
          alternative("set-old", 4, BlockCommand.SetWithData.class, BLOCK_SET_OLD),
          alternative(
              "dump-old",
              5,
              BlockCommand.DumpAtOnce.class,
              INTEGER.map(BlockCommand.DumpAtOnce::new, BlockCommand.DumpAtOnce::compression)),
          alternative(
              "dump",
              6,
              BlockCommand.Dump.class,
              INTEGER.map(BlockCommand.Dump::new, BlockCommand.Dump::compression)),
          alternative(
              "set",
              7,
              BlockCommand.Set.class,
              BOOLEAN.map(BlockCommand.Set::new, BlockCommand.Set::compressed)),
          alternative("add-streamed", 64, BlockCommand.AddStreamed.class, BLOCK_ADD_STREAMED),
          alternative("set-streamed", 65, BlockCommand.SetStreamed.class, BLOCK_SET_STREAMED));
}
