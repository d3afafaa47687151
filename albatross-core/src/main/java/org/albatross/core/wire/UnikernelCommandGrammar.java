package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Choice.old;
import static org.albatross.core.wire.der.Der.INTEGER;

import java.util.Optional;
import java.util.function.Supplier;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Lazy;

/** Commands about unikernels (docs/protocol/wire.md, UnikernelCmd). */
final class UnikernelCommandGrammar {
  private UnikernelCommandGrammar() {}

  private static final Codec<Optional<Arguments>> RESTART =
      Choice.of(
          constant("same", 0, anyOptional(), Optional::isEmpty, Optional.empty()),
          old("with-v0", 1, anyOptional(), present(ConfigGrammar::argumentsV0)),
          old("with-v1", 2, anyOptional(), present(ConfigGrammar::argumentsV1)),
          alternative("with", 3, anyOptional(), present(ConfigGrammar::arguments)));

  @SuppressWarnings("unchecked") // Optional.class has no type argument
  private static <T> Class<Optional<T>> anyOptional() {
    return (Class<Optional<T>>) (Class<?>) Optional.class;
  }

  private static <T> Codec<Optional<T>> present(Supplier<Codec<T>> codec) {
    return Lazy.of(codec).map(Optional::of, Optional::orElseThrow);
  }

  static final Codec<UnikernelCommand> UNIKERNEL =
      Choice.of(
          constant("destroy", 3, UnikernelCommand.Destroy.class, new UnikernelCommand.Destroy()),
          old(
              "create-v3",
              9,
              UnikernelCommand.Create.class,
              create(ConfigGrammar::configV3, false, false)),
          old(
              "force-create-v3",
              10,
              UnikernelCommand.Create.class,
              create(ConfigGrammar::configV3, true, false)),
          alternative(
              "get",
              11,
              UnikernelCommand.Get.class,
              INTEGER.map(UnikernelCommand.Get::new, UnikernelCommand.Get::compression)),
          alternative(
              "restart",
              14,
              UnikernelCommand.Restart.class,
              RESTART.map(UnikernelCommand.Restart::new, UnikernelCommand.Restart::arguments)),
          info("info-v4", 15, InfoShape.V4),
          old(
              "create-v4",
              16,
              UnikernelCommand.Create.class,
              create(ConfigGrammar::configV4, false, false)),
          old(
              "force-create-v4",
              17,
              UnikernelCommand.Create.class,
              create(ConfigGrammar::configV4, true, false)),
          info("info-v5", 18, InfoShape.V5),
          info("info", 19, InfoShape.CURRENT),
          create("create", 20, false, false),
          create("force-create", 21, true, false),
          create("create-streamed", 64, false, true),
          create("force-create-streamed", 65, true, true),
          constant(
              "info-state", 66, UnikernelCommand.InfoState.class, new UnikernelCommand.InfoState()),
          constant(
              "features", 80, UnikernelCommand.Features.class, new UnikernelCommand.Features()));

  private static Choice.Alternative<UnikernelCommand, UnikernelCommand.Info> info(
      String name, int tag, InfoShape shape) {
    return constant(
        name,
        tag,
        UnikernelCommand.Info.class,
        info -> info.shape() == shape,
        new UnikernelCommand.Info(shape));
  }

  private static Choice.Alternative<UnikernelCommand, UnikernelCommand.Create> create(
      String name, int tag, boolean force, boolean streamed) {
    return alternative(
        name,
        tag,
        UnikernelCommand.Create.class,
        value -> value.force() == force && value.streamed() == streamed,
        create(ConfigGrammar::config, force, streamed));
  }

  private static Codec<UnikernelCommand.Create> create(
      Supplier<Codec<UnikernelConfig>> config, boolean force, boolean streamed) {
    return Lazy.of(config)
        .map(
            value -> new UnikernelCommand.Create(value, force, streamed),
            UnikernelCommand.Create::config);
  }
}
