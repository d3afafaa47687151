package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Der.BOOLEAN;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.NAME;
import static org.albatross.core.wire.der.Der.OCTETS;
import static org.albatross.core.wire.der.Der.TEXT;

import org.albatross.core.model.Named;
import org.albatross.core.model.message.BlockInfo;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Lazy;
import org.albatross.core.wire.der.Sequence;

/** Answers to what could be done (docs/protocol/wire.md, Success). */
final class SuccessGrammar {
  private SuccessGrammar() {}

  /** A name and a value in a sequence of their own. */
  static <T> Codec<Named<T>> named(String value, Codec<T> codec) {
    return Sequence.of(
        c -> {
          var name = c.required("name", NAME, Named<T>::name);
          var content = c.required(value, codec, Named<T>::value);
          return in -> new Named<>(in.get(name), in.get(content));
        });
  }

  private static Codec<Named<BlockInfo>> block() {
    return Sequence.of(
        c -> {
          var name = c.required("name", NAME, Named<BlockInfo>::name);
          var size = c.required("size", INTEGER, b -> b.value().size());
          var active = c.required("active", BOOLEAN, b -> b.value().active());
          return in -> new Named<>(in.get(name), new BlockInfo(in.get(size), in.get(active)));
        });
  }

  private static Codec<Image> image() {
    return Sequence.of(
        c -> {
          var compressed = c.required("compressed", BOOLEAN, Image::compressed);
          var data = c.required("image", OCTETS, Image::data);
          return in -> new Image(in.get(compressed), in.get(data));
        });
  }

  private static Choice.Alternative<Success, Success.Unikernels> unikernels(
      String name, int tag, InfoShape shape) {
    return alternative(
        name,
        tag,
        Success.Unikernels.class,
        value -> value.shape() == shape,
        Lazy.of(
            () ->
                named("info", InfoGrammar.info(shape))
                    .list()
                    .map(
                        list -> new Success.Unikernels(shape, list),
                        Success.Unikernels::unikernels)));
  }

  static final Codec<Success> SUCCESS =
      Choice.of(
          constant("empty", 0, Success.Empty.class, new Success.Empty()),
          alternative(
              "text", 1, Success.Text.class, TEXT.map(Success.Text::new, Success.Text::text)),
          alternative(
              "policies",
              2,
              Success.Policies.class,
              Lazy.of(
                  () ->
                      named("policy", CommonGrammar.policy())
                          .list()
                          .map(Success.Policies::new, Success.Policies::policies))),
          alternative(
              "blocks",
              4,
              Success.Blocks.class,
              Lazy.of(() -> block().list().map(Success.Blocks::new, Success.Blocks::blocks))),
          alternative(
              "image",
              6,
              Success.UnikernelImage.class,
              Lazy.of(
                  () -> image().map(Success.UnikernelImage::new, Success.UnikernelImage::image))),
          alternative(
              "block-image-old",
              7,
              Success.BlockImageAtOnce.class,
              Lazy.of(
                  () ->
                      image().map(Success.BlockImageAtOnce::new, Success.BlockImageAtOnce::image))),
          unikernels("info-v4", 9, InfoShape.V4),
          alternative(
              "block-image",
              10,
              Success.BlockImage.class,
              Lazy.of(() -> BOOLEAN.map(Success.BlockImage::new, Success.BlockImage::compressed))),
          unikernels("info-v5", 11, InfoShape.V5),
          alternative(
              "consoles",
              12,
              Success.Consoles.class,
              Lazy.of(() -> NAME.list().map(Success.Consoles::new, Success.Consoles::names))),
          unikernels("info", 13, InfoShape.CURRENT),
          alternative(
              "info-state",
              64,
              Success.UnikernelStates.class,
              Lazy.of(
                  () ->
                      named("state", StatusGrammar.status())
                          .list()
                          .map(
                              Success.UnikernelStates::new, Success.UnikernelStates::unikernels))));
}
