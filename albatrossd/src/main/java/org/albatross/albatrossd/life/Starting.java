package org.albatross.albatrossd.life;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.policy.Usage;

/** One that the state has is started. If that fails it is tried again later, not forgotten. */
final class Starting {
  private Starting() {}

  /**
   * Begins.
   *
   * @param instead what was to run in its place and does not
   */
  static void begin(Step step, Name name, Optional<Change.Instead> instead) {
    Change.Start start = new Change.Start(step.nextId(), instead);
    Turns.begin(step, name, start);
    step.update(name, each -> each.due(Optional.empty()).living(each.life().starting()));
    Unikernel unikernel = step.unikernel(name);
    Optional<String> conflict = takeWhole(step, unikernel);
    if (conflict.isPresent()) {
      failed(step, name, start, Step.refusal(conflict.get()));
    } else {
      step.act(new Action.Prepare(name, start.run(), unikernel.config(), false));
    }
  }

  /** Holds all that it needs; what keeps it from that, if somebody else has a block device. */
  private static Optional<String> takeWhole(Step step, Unikernel unikernel) {
    Name name = unikernel.name();
    Resources resources = step.state().resources();
    Usage whole;
    try {
      whole = resources.usage(name, unikernel.config().arguments());
    } catch (InvalidNameException e) {
      return Optional.of(e.getMessage());
    }
    Set<Name> held = new HashSet<>(step.held(name).map(Usage::blocks).orElse(java.util.List.of()));
    for (Name block : whole.blocks()) {
      if (!held.contains(block) && resources.isBusy(block)) {
        return Optional.of("its block device " + block + " is in use by somebody else");
      }
    }
    if (!held.containsAll(whole.blocks())) {
      step.hold(name, Optional.of(whole));
    }
    return Optional.empty();
  }

  static void ready(Step step, Name name, Change.Start start, Prepared prepared) {
    if (step.state().stopping()) {
      over(step, name, start);
    } else {
      Runs.furnish(step, name, start.run(), prepared, false);
    }
  }

  static void launched(Step step, Name name, Change.Start start) {
    over(step, name, start);
  }

  static void failed(Step step, Name name, Change.Start start, Throwable why) {
    String reason = String.valueOf(why.getMessage());
    step.log(Action.Severity.ERROR, "could not start %s: %s".formatted(name, reason));
    step.update(name, each -> each.living(each.life().couldNotStart(reason, step.now().wall())));
    if (!step.state().stopping()) {
      Ends.startWhenDue(step, step.unikernel(name));
    }
    over(step, name, start);
  }

  private static void over(Step step, Name name, Change.Start start) {
    start.instead().ifPresent(each -> step.act(new Action.Release(each.held())));
    Change now = step.place(name).change().orElseThrow();
    step.answer(now.ticket(), start.instead().map(Change.Instead::why));
    Turns.over(step, name);
  }
}
