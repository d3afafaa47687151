package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.albatross.albatrossd.life.Action.Severity;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;

/** What is due, and when: the one timer that there is. */
final class Deadlines {
  private Deadlines() {}

  static Optional<Duration> next(State state) {
    Stream<Duration> places =
        state.places().entries().stream().map(Named::value).flatMap(place -> of(state, place));
    Stream<Duration> gone =
        state.stopping()
            ? Stream.empty()
            : state.gone().entries().stream()
                .filter(each -> each.value().kept())
                .map(each -> each.value().since().plus(Gone.GRACE));
    return Stream.concat(places, gone).min(Comparator.naturalOrder());
  }

  private static Stream<Duration> of(State state, Place place) {
    boolean mayStart = place.change().isEmpty() && !state.stopping();
    return Stream.of(
            place.deadline(),
            place.waiting().stream().map(Place.Waiting::deadline).findFirst(),
            place.unikernel().flatMap(Unikernel::run).flatMap(Run::deadline),
            place.unikernel().flatMap(Unikernel::due).filter(due -> mayStart))
        .flatMap(Optional::stream);
  }

  static void reached(Step step) {
    for (Named<Place> each : step.state().places().entries()) {
      dropWaiting(step, each.name());
      lateRun(step, each.name());
      lateChange(step, each.name());
      startIfDue(step, each.name());
    }
    loseGone(step);
  }

  private static void dropWaiting(Step step, Name name) {
    Place place = step.place(name);
    while (!place.waiting().isEmpty() && step.now().reached(place.waiting().get(0).deadline())) {
      Turns.refuse(
          step,
          place.waiting().get(0).ticket(),
          "what is under way for " + name + " takes too long; try again later");
      place = place.withoutFirst();
      step.put(name, place);
    }
  }

  private static void lateRun(Step step, Name name) {
    step.place(name)
        .unikernel()
        .flatMap(Unikernel::run)
        .filter(run -> run.deadline().filter(step.now()::reached).isPresent())
        .ifPresent(run -> Runs.late(step, name, run));
  }

  private static void lateChange(Step step, Name name) {
    Place place = step.place(name);
    if (place.deadline().filter(step.now()::reached).isEmpty()) {
      return;
    }
    Change change = place.change().orElseThrow();
    Throwable why =
        Step.refusal(
            "this host was given %s s for %s, and it is not done"
                .formatted(Turns.PATIENCE.toSeconds(), name));
    step.log(Severity.ERROR, why.getMessage());
    step.answer(change.ticket(), Optional.of(why));
    step.put(name, place.told());
    Change unheard = step.place(name).change().orElseThrow();
    if (unheard instanceof Change.Create create) {
      Creation.giveUp(step, name, create, why);
    } else if (unheard instanceof Change.Destroy destroy && destroy.saving().isPresent()) {
      Turns.saved(step, name, destroy, Optional.of(why));
      long ignored = step.save(false);
    }
  }

  private static void startIfDue(Step step, Name name) {
    Place place = step.place(name);
    if (place.change().isEmpty()
        && !step.state().stopping()
        && place.unikernel().flatMap(Unikernel::due).filter(step.now()::reached).isPresent()) {
      Starting.begin(step, name, Optional.empty());
    }
  }

  /** From then on the disk may lose it. */
  private static void loseGone(Step step) {
    if (step.state().stopping()) {
      return;
    }
    boolean lost = false;
    for (Named<Gone> each : step.state().gone().entries()) {
      Gone gone = each.value();
      if (gone.kept() && step.now().reached(gone.since().plus(Gone.GRACE))) {
        step.become(step.state().withGone(step.state().gone().with(each.name(), gone.lost())));
        lost = true;
      }
    }
    if (lost) {
      long ignored = step.save(true);
    }
  }
}
