package org.albatross.core.wire;

import static org.albatross.core.wire.Messages.bytes;
import static org.albatross.core.wire.Messages.image;
import static org.albatross.core.wire.Messages.integer;
import static org.albatross.core.wire.Messages.named;
import static org.albatross.core.wire.Messages.text;
import static org.albatross.core.wire.Messages.time;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.albatross.core.model.Names;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.BlockInfo;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.testkit.SeededRandom;

/** Random payloads of every kind that is written. */
final class Payloads {
  private Payloads() {}

  private static final List<Function<SeededRandom, Payload.Command>> COMMANDS =
      List.of(
          r -> new ConsoleCommand.Add(integer(r)),
          r -> new ConsoleCommand.SubscribeSince(time(r)),
          r -> new ConsoleCommand.SubscribeLast(integer(r)),
          r -> new ConsoleCommand.ListInactive(),
          r -> new StatsCommand.Add(text(r), integer(r), r.list(3, Payloads::tap)),
          r -> new StatsCommand.Remove(),
          r -> new StatsCommand.Subscribe(),
          r -> new StatsCommand.Watch(),
          r -> new StatsCommand.Initial(),
          r -> new UnikernelCommand.Destroy(),
          r -> new UnikernelCommand.Get(integer(r)),
          r -> new UnikernelCommand.Restart(r.maybe(Messages::arguments)),
          r -> new UnikernelCommand.InfoState(),
          r -> new UnikernelCommand.Info(r.pick(List.of(InfoShape.values()))),
          r -> new UnikernelCommand.Create(Messages.config(r), r.oneIn(2), r.oneIn(2)),
          r -> new PolicyCommand.Info(),
          r -> new PolicyCommand.Add(Messages.policy(r)),
          r -> new PolicyCommand.Remove(),
          r -> new PolicyCommand.AddIssued(Messages.policy(r), Messages.time(r)),
          r -> new UnikernelCommand.Features(),
          r -> new BlockCommand.Info(),
          r -> new BlockCommand.Add(integer(r)),
          r -> new BlockCommand.Remove(),
          r -> new BlockCommand.AddWithData(integer(r), r.oneIn(2), r.maybe(Messages::bytes)),
          r -> new BlockCommand.SetWithData(r.oneIn(2), bytes(r)),
          r -> new BlockCommand.DumpAtOnce(integer(r)),
          r -> new BlockCommand.Dump(integer(r)),
          r -> new BlockCommand.Set(r.oneIn(2)),
          r -> new BlockCommand.AddStreamed(integer(r), r.oneIn(2), Messages.optionalInteger(r)),
          r -> new BlockCommand.SetStreamed(r.oneIn(2), integer(r)));

  private static final List<Function<SeededRandom, Payload>> ANSWERS =
      List.of(
          r -> new Success.Empty(),
          r -> new Success.Text(text(r)),
          r -> new Success.Policies(named(r, Messages::policy)),
          r -> new Success.Blocks(named(r, Payloads::blockInfo)),
          r -> new Success.UnikernelImage(image(r)),
          r -> new Success.BlockImageAtOnce(image(r)),
          r -> new Success.BlockImage(r.oneIn(2)),
          r -> new Success.Consoles(r.list(4, Names::any)),
          Payloads::unikernels,
          r -> new Success.UnikernelStates(named(r, Payloads::status)),
          r -> new Payload.Failure(text(r)),
          r -> new Payload.ConsoleLine(time(r), bytes(r)),
          r -> new Payload.StatsData(stats(r)),
          r -> new Payload.BlockData(r.maybe(Messages::bytes)));

  static Payload any(SeededRandom random) {
    return random.oneIn(2) ? command(random) : random.pick(ANSWERS).apply(random);
  }

  static Payload.Command command(SeededRandom random) {
    return random.pick(COMMANDS).apply(random);
  }

  private static StatsCommand.Tap tap(SeededRandom random) {
    return new StatsCommand.Tap(text(random), text(random));
  }

  private static BlockInfo blockInfo(SeededRandom random) {
    return new BlockInfo(integer(random), random.oneIn(2));
  }

  private static Success unikernels(SeededRandom random) {
    InfoShape shape = random.pick(List.of(InfoShape.values()));
    return new Success.Unikernels(shape, named(random, r -> info(r, shape)));
  }

  /** What the shape can tell. */
  private static UnikernelInfo info(SeededRandom random, InfoShape shape) {
    boolean current = shape == InfoShape.CURRENT;
    SortedSet<Long> one = new TreeSet<>(List.of(integer(random)));
    return new UnikernelInfo(
        Messages.type(random),
        shape == InfoShape.V4 ? OptionalLong.empty() : Messages.optionalInteger(random),
        Messages.onFailure(random),
        current ? Messages.integers(random) : one,
        integer(random),
        bytes(random),
        Messages.set(
            random,
            r -> new UnikernelInfo.Block(text(r), text(r), integer(r), integer(r)),
            name -> new UnikernelInfo.Block(name, "d", 512, 1)),
        Messages.set(
            random,
            r -> new UnikernelInfo.Net(text(r), text(r), Messages.mac(r)),
            name -> new UnikernelInfo.Net(name, "b", Messages.mac(new SeededRandom(0)))),
        random.maybe(r -> r.list(3, Messages::text)),
        time(random),
        current ? integer(random) : 1,
        current ? random.maybe(Messages::text) : Optional.empty());
  }

  private static UnikernelStatus status(SeededRandom random) {
    return new UnikernelStatus(
        info(random, InfoShape.CURRENT),
        random.pick(
            List.of(
                new Phase.Starting(),
                new Phase.Running(),
                new Phase.Ending(),
                new Phase.Restarting(time(random)),
                new Phase.Failed(text(random), time(random)),
                new Phase.Down())),
        integer(random),
        random.maybe(r -> new UnikernelStatus.LastExit(exit(r), time(r))));
  }

  private static ExitStatus exit(SeededRandom random) {
    int number = random.between(0, 255);
    return random.oneIn(2) ? new ExitStatus.Exited(number) : new ExitStatus.Signalled(number);
  }

  private static Stats stats(SeededRandom random) {
    return new Stats(
        rusage(random),
        random.list(3, Payloads::netInterface),
        random.maybe(r -> r.list(3, q -> new Stats.Counter(text(q), q.anyLong()))),
        random.maybe(Payloads::memory));
  }

  private static Stats.TimeVal timeVal(SeededRandom random) {
    return new Stats.TimeVal(random.anyLong(), integer(random));
  }

  private static Stats.Rusage rusage(SeededRandom r) {
    return new Stats.Rusage(
        timeVal(r),
        timeVal(r),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong());
  }

  private static Stats.Memory memory(SeededRandom r) {
    return new Stats.Memory(
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        integer(r),
        timeVal(r));
  }

  private static Stats.Interface netInterface(SeededRandom r) {
    return new Stats.Interface(
        text(r),
        integer(r),
        integer(r),
        integer(r),
        integer(r),
        integer(r),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong(),
        r.anyLong());
  }
}
