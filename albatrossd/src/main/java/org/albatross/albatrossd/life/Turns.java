package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.store.StoredUnikernel;

/** Whose turn it is: of one name one thing is done at a time, in the order it was asked for. */
final class Turns {
  /** More than anybody waits for; what exceeds it is refused rather than kept. */
  static final int MOST_WAITING = 64;

  /** Nobody waits longer for an answer, whatever the host does. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private Turns() {}

  static void ask(Step step, Event.Asked asked) {
    Name name = asked.name();
    Place place = step.place(name);
    if (step.state().stopping()) {
      refuse(step, asked.ticket(), "albatrossd is shutting down");
    } else if (place.change().isEmpty()) {
      begin(step, name, asked.ticket(), asked.request());
    } else if (place.waiting().size() >= MOST_WAITING) {
      refuse(step, asked.ticket(), MOST_WAITING + " operations wait for " + name + " already");
    } else {
      Duration deadline = step.now().in(PATIENCE);
      step.put(name, place.withLast(new Place.Waiting(asked.ticket(), asked.request(), deadline)));
    }
  }

  static void refuse(Step step, long ticket, String why) {
    step.answer(Optional.of(ticket), Optional.of(Step.refusal(why)));
  }

  private static void begin(Step step, Name name, long ticket, Request request) {
    Optional<Unikernel> there = step.place(name).unikernel();
    if (request instanceof Request.Create create) {
      Creation.begin(step, name, ticket, create.config(), create.force());
    } else if (there.isEmpty()) {
      refuse(step, ticket, "there is no unikernel " + name);
      over(step, name);
    } else if (request instanceof Request.Restart restart) {
      StoredUnikernel old = there.get().config();
      StoredUnikernel wanted = restart.arguments().map(old::withArguments).orElse(old);
      Creation.begin(step, name, ticket, wanted, true);
    } else {
      step.update(name, unikernel -> unikernel.condemned(true));
      OptionalLong save = OptionalLong.of(step.save(true));
      begin(step, name, new Change.Destroy(Optional.of(ticket), save));
    }
  }

  static void begin(Step step, Name name, Change change) {
    step.put(name, step.place(name).begun(change, step.now().in(PATIENCE)));
  }

  /** What was under way is over: what comes next? */
  static void over(Step step, Name name) {
    step.put(name, step.place(name).over());
    Place place = step.place(name);
    Optional<Run> run = place.unikernel().flatMap(Unikernel::run);
    if (run.flatMap(Run::exit).isPresent()) {
      begin(step, name, new Change.Settle());
      Runs.cleanUp(step, name);
    } else if (step.state().stopping()) {
      Boot.shutDown(step, name);
    } else if (!place.waiting().isEmpty()) {
      Place.Waiting next = place.waiting().get(0);
      step.put(name, place.withoutFirst());
      begin(step, name, next.ticket(), next.request());
    }
    Boot.goOn(step, name);
  }

  /** The run that a change waited for has ended, and nothing of it is left; or there was none. */
  static void ended(Step step, Name name) {
    Change change = step.place(name).change().orElseThrow();
    if (change instanceof Change.Create create) {
      Creation.ended(step, name, create);
    } else if (change instanceof Change.Destroy destroy) {
      step.remove(name);
      step.answer(destroy.ticket(), Optional.empty());
      over(step, name);
    } else if (change instanceof Change.Settle) {
      Ends.follow(step, name);
    } else {
      over(step, name);
    }
  }

  /** The tender of a change runs. */
  static void launched(Step step, Name name) {
    Change change = step.place(name).change().orElseThrow();
    if (change instanceof Change.Create create) {
      Creation.launched(step, name, create);
    } else {
      Starting.launched(step, name, (Change.Start) change);
    }
  }

  /** The tender of a change could not be started, and nothing of it is left. */
  static void notLaunched(Step step, Name name, Throwable why) {
    Change change = step.place(name).change().orElseThrow();
    if (change instanceof Change.Create create) {
      Creation.notLaunched(step, name, create, why);
    } else {
      Starting.failed(step, name, (Change.Start) change, why);
    }
  }

  /** The state was written, or could not be. */
  static void saved(Step step, Event.Saved saved) {
    for (Named<Place> each : step.state().places().entries()) {
      Optional<Change> change = each.value().change();
      if (change.isPresent() && change.get().saving().equals(OptionalLong.of(saved.save()))) {
        saved(step, each.name(), change.get(), saved.failure());
        return;
      }
    }
  }

  static void saved(Step step, Name name, Change change, Optional<Throwable> failure) {
    if (change instanceof Change.Create create) {
      Creation.saved(step, name, create, failure);
    } else if (change instanceof Change.Destroy destroy) {
      destroyed(step, name, destroy, failure);
    }
  }

  /** If the state cannot lose it, it goes on as if nothing was asked. */
  private static void destroyed(
      Step step, Name name, Change.Destroy destroy, Optional<Throwable> failure) {
    if (failure.isPresent()) {
      step.update(name, unikernel -> unikernel.condemned(false));
      step.answer(destroy.ticket(), failure);
      over(step, name);
    } else {
      step.put(name, new Change.Destroy(destroy.ticket(), OptionalLong.empty()));
      Runs.end(step, name);
    }
  }
}
