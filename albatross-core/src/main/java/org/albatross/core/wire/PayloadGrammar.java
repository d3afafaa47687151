package org.albatross.core.wire;

import static org.albatross.core.wire.Choice.alternative;
import static org.albatross.core.wire.Choice.constant;
import static org.albatross.core.wire.Choice.dropped;
import static org.albatross.core.wire.Der.BOOLEAN;
import static org.albatross.core.wire.Der.INTEGER;
import static org.albatross.core.wire.Der.NAME;
import static org.albatross.core.wire.Der.OCTETS;
import static org.albatross.core.wire.Der.TEXT;
import static org.albatross.core.wire.Der.TEXT_BYTES;
import static org.albatross.core.wire.Der.TIME;

import java.util.Optional;
import org.albatross.core.model.BlockInfo;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Image;
import org.albatross.core.model.InfoShape;
import org.albatross.core.model.Named;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Success;

/** What a message carries: commands, answers and streams (contract 1, Payload). */
final class PayloadGrammar {
  private PayloadGrammar() {}

  /** A name and a value in a sequence of their own. */
  static <T> Codec<Named<T>> named(String value, Codec<T> codec) {
    return Sequence.of(
        c -> {
          var name = c.required("name", NAME, Named<T>::name);
          var content = c.required(value, codec, Named<T>::value);
          return in -> new Named<>(in.get(name), in.get(content));
        });
  }

  private static final Codec<Named<BlockInfo>> BLOCK =
      Sequence.of(
          c -> {
            var name = c.required("name", NAME, Named<BlockInfo>::name);
            var size = c.required("size", INTEGER, b -> b.value().size());
            var active = c.required("active", BOOLEAN, b -> b.value().active());
            return in -> new Named<>(in.get(name), new BlockInfo(in.get(size), in.get(active)));
          });

  private static final Codec<Image> IMAGE =
      Sequence.of(
          c -> {
            var compressed = c.required("compressed", BOOLEAN, Image::compressed);
            var data = c.required("image", OCTETS, Image::data);
            return in -> new Image(in.get(compressed), in.get(data));
          });

  private static Choice.Alternative<Success, Success.Unikernels> unikernels(
      String name, int tag, InfoShape shape) {
    return alternative(
        name,
        tag,
        Success.Unikernels.class,
        value -> value.shape() == shape,
        named("info", InfoGrammar.info(shape))
            .list()
            .map(list -> new Success.Unikernels(shape, list), Success.Unikernels::unikernels));
  }

  private static final Codec<Success> SUCCESS =
      Choice.of(
          constant("empty", 0, Success.Empty.class, new Success.Empty()),
          alternative(
              "text", 1, Success.Text.class, TEXT.map(Success.Text::new, Success.Text::text)),
          alternative(
              "policies",
              2,
              Success.Policies.class,
              named("policy", ConfigGrammar.POLICY)
                  .list()
                  .map(Success.Policies::new, Success.Policies::policies)),
          alternative(
              "blocks",
              4,
              Success.Blocks.class,
              BLOCK.list().map(Success.Blocks::new, Success.Blocks::blocks)),
          alternative(
              "image",
              6,
              Success.UnikernelImage.class,
              IMAGE.map(Success.UnikernelImage::new, Success.UnikernelImage::image)),
          alternative(
              "block-image-old",
              7,
              Success.BlockImageAtOnce.class,
              IMAGE.map(Success.BlockImageAtOnce::new, Success.BlockImageAtOnce::image)),
          unikernels("info-v4", 9, InfoShape.V4),
          alternative(
              "block-image",
              10,
              Success.BlockImage.class,
              BOOLEAN.map(Success.BlockImage::new, Success.BlockImage::compressed)),
          unikernels("info-v5", 11, InfoShape.V5),
          alternative(
              "consoles",
              12,
              Success.Consoles.class,
              NAME.list().map(Success.Consoles::new, Success.Consoles::names)),
          unikernels("info", 13, InfoShape.CURRENT));

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

  private static final Codec<Payload.Data> DATA =
      Choice.of(
          alternative(
              "stats",
              1,
              Payload.StatsData.class,
              StatsGrammar.STATS.map(Payload.StatsData::new, Payload.StatsData::stats)),
          dropped("log", 2, Payload.Data.class),
          alternative("console", 3, Payload.ConsoleLine.class, CONSOLE_LINE),
          alternative("block", 4, Payload.BlockData.class, BLOCK_DATA));

  static final Codec<Payload> PAYLOAD =
      Choice.of(
          alternative("command", 0, Payload.Command.class, CommandGrammar.COMMAND),
          alternative("reply", 1, Success.class, SUCCESS),
          alternative(
              "failure",
              2,
              Payload.Failure.class,
              TEXT.map(Payload.Failure::new, Payload.Failure::message)),
          alternative("data", 3, Payload.Data.class, DATA));
}
