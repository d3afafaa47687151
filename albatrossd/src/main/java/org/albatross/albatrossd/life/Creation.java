package org.albatross.albatrossd.life;

import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.albatrossd.life.Change.Create;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Usage;
import org.albatross.core.store.StoredUnikernel;

/**
 * A unikernel is created, in place of one that may be there. What that one needs stays held until
 * the new one runs and is kept; what is to run is on the disk before what runs is ended.
 */
final class Creation {
  private Creation() {}

  static void begin(Step step, Name name, long ticket, StoredUnikernel wanted, boolean force) {
    Create create = Create.begin(ticket, step.nextId(), wanted, force);
    Turns.begin(step, name, create);
    step.act(new Action.Look(name, create.run()));
  }

  static void hostKnown(Step step, Name name, long run, Policy root) {
    Optional<Change> change = step.place(name).change();
    if (change.isPresent()
        && change.get() instanceof Create create
        && create.run() == run
        && create.stage() == Create.Stage.LOOKING) {
      check(step, name, create, root);
    }
  }

  private static void check(Step step, Name name, Create create, Policy root) {
    Usage usage;
    try {
      usage = step.state().checkCreate(name, create.wanted().arguments(), create.force(), root);
    } catch (AlbatrossException e) {
      fail(step, name, create, e);
      return;
    }
    Optional<Usage> before = step.held(name);
    step.put(name, create.reserved(usage, before));
    step.hold(name, Optional.of(before.map(held -> held.whileReplacedBy(usage)).orElse(usage)));
    step.act(new Action.Prepare(name, create.run(), create.wanted(), true));
  }

  static void refused(Step step, Name name, Create create, Throwable why) {
    if (create.stage() == Create.Stage.LOOKING) {
      fail(step, name, create, why);
    } else if (create.stage() == Create.Stage.PREPARING) {
      step.hold(name, create.before().usage());
      fail(step, name, create, why);
    }
  }

  static void ready(Step step, Name name, Create create, Prepared prepared) {
    if (create.stage() != Create.Stage.PREPARING) {
      return;
    }
    Create with = create.with(prepared);
    Optional<Unikernel> old = step.place(name).unikernel();
    if (old.isEmpty()) {
      start(step, name, with);
    } else {
      keep(step, name, with, old.get());
    }
  }

  /** Where nothing changes the disk is not needed. */
  private static void keep(Step step, Name name, Create create, Unikernel old) {
    // Until it is clear that it will not come back.
    step.act(new Action.Hold(create.run(), old.config()));
    Create keeping = create.at(Create.Stage.KEEPING);
    if (create.wanted().equals(old.config())) {
      endOld(step, name, keeping);
    } else {
      step.update(name, each -> each.succeededBy(Optional.of(create.wanted())));
      step.put(name, keeping.saving(OptionalLong.of(step.save(false))));
    }
  }

  private static void endOld(Step step, Name name, Create create) {
    Create ending = create.saving(OptionalLong.empty()).replacing(step.unikernel(name));
    step.put(name, ending.at(Create.Stage.ENDING_OLD));
    Runs.end(step, name);
  }

  /** The one before is gone, or the new one. */
  static void ended(Step step, Name name, Create create) {
    if (create.stage() == Create.Stage.TAKING_BACK) {
      putBack(step, name, create);
      return;
    }
    // As it is after its end, should it have to come back.
    Optional<Unikernel> old = step.place(name).unikernel();
    Change.Before before = create.before();
    Create alone = create.replacing(new Change.Before(old, before.usage(), before.ran()));
    if (alone.failure().isPresent()) {
      putBack(step, name, alone);
    } else {
      start(step, name, alone);
    }
  }

  private static void start(Step step, Name name, Create create) {
    Create starting = create.at(Create.Stage.STARTING);
    step.enter(new Unikernel(name, create.wanted()));
    if (create.before().unikernel().isEmpty()) {
      // The state is written while the tender starts: both take a few milliseconds.
      starting = starting.saving(OptionalLong.of(step.save(false)));
    }
    step.put(name, starting);
    Runs.furnish(step, name, create.run(), create.prepared().orElseThrow(), true);
  }

  static void launched(Step step, Name name, Create create) {
    Create launched = create.whileLaunched(true);
    step.put(name, launched);
    if (launched.failure().isPresent()) {
      takeBack(step, name, launched);
    } else if (launched.saving().isEmpty()) {
      commit(step, name, launched);
    }
  }

  static void notLaunched(Step step, Name name, Create create, Throwable why) {
    putBack(step, name, create.failed(why));
  }

  static void saved(Step step, Name name, Create create, Optional<Throwable> failure) {
    Create saved = create.saving(OptionalLong.empty());
    step.put(name, saved);
    switch (create.stage()) {
      case KEEPING -> {
        if (failure.isEmpty()) {
          endOld(step, name, saved);
        } else {
          notKept(step, name, saved, failure.get());
        }
      }
      case STARTING -> {
        if (failure.isPresent()) {
          step.put(name, saved.failed(failure.get()));
        }
        if (create.launched()) {
          finish(step, name);
        }
      }
      case PUTTING_BACK -> {
        failure.ifPresent(why -> step.log(Action.Severity.ERROR, why.getMessage()));
        backAgain(step, name, saved);
      }
      default -> {}
    }
  }

  private static void finish(Step step, Name name) {
    Create create = (Create) step.place(name).change().orElseThrow();
    if (create.failure().isPresent()) {
      takeBack(step, name, create);
    } else {
      commit(step, name, create);
    }
  }

  private static void notKept(Step step, Name name, Create create, Throwable why) {
    step.update(name, each -> each.succeededBy(Optional.empty()));
    step.hold(name, create.before().usage());
    step.act(new Action.Release(create.run()));
    fail(step, name, create, why);
  }

  private static void commit(Step step, Name name, Create create) {
    step.hold(name, create.usage());
    step.forgetGone(name);
    if (create.before().unikernel().isPresent()) {
      step.act(new Action.Release(create.run()));
    }
    step.answer(create.ticket(), Optional.empty());
    Turns.over(step, name);
  }

  /** It could not be kept: everything is to be as it was before. */
  private static void takeBack(Step step, Name name, Create create) {
    step.put(name, create.at(Create.Stage.TAKING_BACK));
    Runs.end(step, name);
  }

  private static void putBack(Step step, Name name, Create create) {
    Optional<Unikernel> before = create.before().unikernel();
    if (before.isPresent()) {
      step.enter(before.get().succeededBy(Optional.empty()).withoutRun());
    } else {
      step.remove(name);
    }
    step.hold(name, create.before().usage());
    OptionalLong save = OptionalLong.of(step.save(before.isEmpty()));
    step.put(name, create.at(Create.Stage.PUTTING_BACK).saving(save));
  }

  private static void backAgain(Step step, Name name, Create create) {
    Throwable why = create.failure().orElseThrow();
    boolean wasThere = create.before().unikernel().isPresent();
    if (wasThere && !step.state().stopping()) {
      Throwable told = create.before().ran() ? told(why) : why;
      Starting.begin(
          step, name, Optional.of(new Change.Instead(create.run(), create.ticket(), told)));
    } else {
      if (wasThere) {
        step.act(new Action.Release(create.run()));
      }
      fail(step, name, create, why);
    }
  }

  /** Who asked for another one is not to think that the one before was left alone. */
  private static Throwable told(Throwable failure) {
    return failure instanceof AlbatrossException
        ? new AlbatrossException(
            failure.getMessage() + "; what ran before was ended for it and is started again",
            failure)
        : failure;
  }

  private static void fail(Step step, Name name, Create create, Throwable why) {
    step.answer(create.ticket(), Optional.of(why));
    Turns.over(step, name);
  }

  /** Nobody waits any longer: it comes to nothing as soon as that can be. */
  static void giveUp(Step step, Name name, Create create, Throwable why) {
    Create failed = create.failed(why);
    step.put(name, failed);
    switch (create.stage()) {
      case LOOKING, PREPARING -> refused(step, name, failed, why);
      case KEEPING -> {
        notKept(step, name, failed, why);
        // Whatever became of the one that was not heard of.
        long ignored = step.save(false);
      }
      case STARTING -> {
        if (create.launched()) {
          takeBack(step, name, failed);
        }
      }
      case PUTTING_BACK -> backAgain(step, name, failed.saving(OptionalLong.empty()));
      default -> {}
    }
  }
}
