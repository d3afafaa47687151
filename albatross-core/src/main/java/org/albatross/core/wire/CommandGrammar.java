package org.albatross.core.wire;

import static org.albatross.core.wire.Choice.alternative;
import static org.albatross.core.wire.Choice.constant;
import static org.albatross.core.wire.Choice.dropped;
import static org.albatross.core.wire.Choice.old;
import static org.albatross.core.wire.Der.BOOLEAN;
import static org.albatross.core.wire.Der.INTEGER;
import static org.albatross.core.wire.Der.OCTETS;
import static org.albatross.core.wire.Der.TEXT;
import static org.albatross.core.wire.Der.TIME;

import java.util.Optional;
import org.albatross.core.model.Arguments;
import org.albatross.core.model.BlockCommand;
import org.albatross.core.model.ConsoleCommand;
import org.albatross.core.model.InfoShape;
import org.albatross.core.model.Payload;
import org.albatross.core.model.PolicyCommand;
import org.albatross.core.model.StatsCommand;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.model.UnikernelConfig;

/** Commands (contract 1, Command). */
final class CommandGrammar {
  private CommandGrammar() {}

  private static final Codec<ConsoleCommand> CONSOLE =
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
              CommandGrammar::isSubscribe,
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

  private static final Codec<StatsCommand> STATS =
      Choice.of(
          alternative("add", 0, StatsCommand.Add.class, STATS_ADD),
          constant("remove", 1, StatsCommand.Remove.class, new StatsCommand.Remove()),
          constant("subscribe", 2, StatsCommand.Subscribe.class, new StatsCommand.Subscribe()),
          constant("initial", 3, StatsCommand.Initial.class, new StatsCommand.Initial()));

  private static final Codec<Optional<Arguments>> RESTART =
      Choice.of(
          constant("same", 0, anyOptional(), Optional.empty()),
          old("with-v0", 1, anyOptional(), present(ConfigGrammar.ARGUMENTS_V0)),
          old("with-v1", 2, anyOptional(), present(ConfigGrammar.ARGUMENTS_V1)),
          alternative("with", 3, anyOptional(), present(ConfigGrammar.ARGUMENTS)));

  @SuppressWarnings("unchecked") // Optional.class has no type argument
  private static <T> Class<Optional<T>> anyOptional() {
    return (Class<Optional<T>>) (Class<?>) Optional.class;
  }

  private static <T> Codec<Optional<T>> present(Codec<T> codec) {
    return codec.map(Optional::of, Optional::orElseThrow);
  }

  private static final Codec<UnikernelCommand> UNIKERNEL =
      Choice.of(
          constant("destroy", 3, UnikernelCommand.Destroy.class, new UnikernelCommand.Destroy()),
          old(
              "create-v3",
              9,
              UnikernelCommand.Create.class,
              create(ConfigGrammar.CONFIG_V3, false, false)),
          old(
              "force-create-v3",
              10,
              UnikernelCommand.Create.class,
              create(ConfigGrammar.CONFIG_V3, true, false)),
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
              create(ConfigGrammar.CONFIG_V4, false, false)),
          old(
              "force-create-v4",
              17,
              UnikernelCommand.Create.class,
              create(ConfigGrammar.CONFIG_V4, true, false)),
          info("info-v5", 18, InfoShape.V5),
          info("info", 19, InfoShape.CURRENT),
          create("create", 20, false, false),
          create("force-create", 21, true, false),
          create("create-streamed", 64, false, true),
          create("force-create-streamed", 65, true, true));

  private static Choice.Alternative<UnikernelCommand, UnikernelCommand.Info> info(
      String name, int tag, InfoShape shape) {
    return constant(name, tag, UnikernelCommand.Info.class, new UnikernelCommand.Info(shape));
  }

  private static Choice.Alternative<UnikernelCommand, UnikernelCommand.Create> create(
      String name, int tag, boolean force, boolean streamed) {
    return alternative(
        name,
        tag,
        UnikernelCommand.Create.class,
        value -> value.force() == force && value.streamed() == streamed,
        create(ConfigGrammar.CONFIG, force, streamed));
  }

  private static Codec<UnikernelCommand.Create> create(
      Codec<UnikernelConfig> config, boolean force, boolean streamed) {
    return config.map(
        value -> new UnikernelCommand.Create(value, force, streamed),
        UnikernelCommand.Create::config);
  }

  private static final Codec<PolicyCommand> POLICY =
      Choice.of(
          constant("info", 0, PolicyCommand.Info.class, new PolicyCommand.Info()),
          alternative(
              "add",
              1,
              PolicyCommand.Add.class,
              ConfigGrammar.POLICY.map(PolicyCommand.Add::new, PolicyCommand.Add::policy)),
          constant("remove", 2, PolicyCommand.Remove.class, new PolicyCommand.Remove()));

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

  private static final Codec<BlockCommand> BLOCK =
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
              BOOLEAN.map(BlockCommand.Set::new, BlockCommand.Set::compressed)));

  static final Codec<Payload.Command> COMMAND =
      Choice.of(
          alternative("console", 0, ConsoleCommand.class, CONSOLE),
          alternative("stats", 1, StatsCommand.class, STATS),
          dropped("log", 2, Payload.Command.class),
          alternative("unikernel", 3, UnikernelCommand.class, UNIKERNEL),
          alternative("policy", 4, PolicyCommand.class, POLICY),
          alternative("block", 5, BlockCommand.class, BLOCK));
}
