package org.albatross.albatrossd.life;

import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.policy.Usage;
import org.albatross.core.store.StoredUnikernel;

/** What is under way for a name: one thing at a time. */
sealed interface Change {
  /** Who waits for it, if somebody still does. */
  Optional<Long> ticket();

  /** The same, with nobody who waits. */
  Change unheard();

  /** The save that is waited for. */
  OptionalLong saving();

  /**
   * A unikernel is started that was asked for, in place of one that may be there.
   *
   * @param run the launch of the new one
   * @param prepared what was found out of it
   * @param usage what it takes
   * @param before what had the name
   * @param launched whether its tender runs
   * @param failure why it comes to nothing, from the moment in which that is known
   */
  record Create(
      Optional<Long> ticket,
      long run,
      StoredUnikernel wanted,
      boolean force,
      Stage stage,
      Optional<Prepared> prepared,
      Optional<Usage> usage,
      Before before,
      OptionalLong saving,
      boolean launched,
      Optional<Throwable> failure)
      implements Change {

    /** What is being done. */
    enum Stage {
      LOOKING,
      PREPARING,
      /** What is to run is written, and only then what runs is ended. */
      KEEPING,
      ENDING_OLD,
      /** The tender starts; where nothing is replaced, the state is written meanwhile. */
      STARTING,
      /** It is ended again. */
      TAKING_BACK,
      /** The state is written as it was. */
      PUTTING_BACK
    }

    static Create begin(long ticket, long run, StoredUnikernel wanted, boolean force) {
      return new Create(
          Optional.of(ticket),
          run,
          wanted,
          force,
          Stage.LOOKING,
          Optional.empty(),
          Optional.empty(),
          Before.NOTHING,
          OptionalLong.empty(),
          false,
          Optional.empty());
    }

    @Override
    public Create unheard() {
      return new Create(
          Optional.empty(),
          run,
          wanted,
          force,
          stage,
          prepared,
          usage,
          before,
          saving,
          launched,
          failure);
    }

    Create at(Stage next) {
      return new Create(
          ticket, run, wanted, force, next, prepared, usage, before, saving, launched, failure);
    }

    Create reserved(Usage taken, Optional<Usage> takenBefore) {
      return new Create(
          ticket,
          run,
          wanted,
          force,
          Stage.PREPARING,
          prepared,
          Optional.of(taken),
          new Before(before.unikernel(), takenBefore, before.ran()),
          saving,
          launched,
          failure);
    }

    Create with(Prepared found) {
      return new Create(
          ticket,
          run,
          wanted,
          force,
          stage,
          Optional.of(found),
          usage,
          before,
          saving,
          launched,
          failure);
    }

    Create replacing(Unikernel old) {
      return new Create(
          ticket,
          run,
          wanted,
          force,
          stage,
          prepared,
          usage,
          new Before(Optional.of(old), before.usage(), old.running().isPresent()),
          saving,
          launched,
          failure);
    }

    Create replacing(Before known) {
      return new Create(
          ticket, run, wanted, force, stage, prepared, usage, known, saving, launched, failure);
    }

    Create saving(OptionalLong save) {
      return new Create(
          ticket, run, wanted, force, stage, prepared, usage, before, save, launched, failure);
    }

    Create whileLaunched(boolean runs) {
      return new Create(
          ticket, run, wanted, force, stage, prepared, usage, before, saving, runs, failure);
    }

    Create failed(Throwable why) {
      return new Create(
          ticket,
          run,
          wanted,
          force,
          stage,
          prepared,
          usage,
          before,
          saving,
          launched,
          Optional.of(failure.orElse(why)));
    }
  }

  /**
   * What had the name.
   *
   * @param usage what it holds
   * @param ran whether its tender ran when it had to give way
   */
  record Before(Optional<Unikernel> unikernel, Optional<Usage> usage, boolean ran) {
    static final Before NOTHING = new Before(Optional.empty(), Optional.empty(), false);
  }

  /**
   * A unikernel is to be gone: the state loses it, then its tender is ended.
   *
   * @param saving absent: its tender is being ended
   */
  record Destroy(Optional<Long> ticket, OptionalLong saving) implements Change {
    @Override
    public Destroy unheard() {
      return new Destroy(Optional.empty(), saving);
    }
  }

  /**
   * One that the state has is started.
   *
   * @param run its launch
   * @param instead why what was to run in its place does not: the answer to who asked for that
   */
  record Start(long run, Optional<Instead> instead) implements Change {
    @Override
    public Optional<Long> ticket() {
      return instead.flatMap(Instead::ticket);
    }

    @Override
    public Start unheard() {
      return new Start(
          run, instead.map(each -> new Instead(each.held(), Optional.empty(), each.why())));
    }

    @Override
    public OptionalLong saving() {
      return OptionalLong.empty();
    }
  }

  /**
   * What was tried before.
   *
   * @param held the run for which its image is held
   */
  record Instead(long held, Optional<Long> ticket, Throwable why) {}

  /** What a tender had is removed that ended by itself. */
  record Settle() implements Change {
    @Override
    public Optional<Long> ticket() {
      return Optional.empty();
    }

    @Override
    public Settle unheard() {
      return this;
    }

    @Override
    public OptionalLong saving() {
      return OptionalLong.empty();
    }
  }

  /** It is ended because albatrossd ends; the state keeps it. */
  record Shutdown() implements Change {
    @Override
    public Optional<Long> ticket() {
      return Optional.empty();
    }

    @Override
    public Shutdown unheard() {
      return this;
    }

    @Override
    public OptionalLong saving() {
      return OptionalLong.empty();
    }
  }
}
