package org.albatross.albatrossd.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.policy.Usage;

/** One event being handled: the state so far, and what is to be done. */
final class Step {
  private final Moment now;
  private final List<Action> actions = new ArrayList<>();
  private State state;

  Step(State state, Moment now) {
    this.state = state;
    this.now = now;
  }

  Handler.Outcome outcome() {
    return new Handler.Outcome(state, actions);
  }

  State state() {
    return state;
  }

  Moment now() {
    return now;
  }

  void become(State next) {
    state = next;
  }

  void act(Action action) {
    actions.add(action);
  }

  void log(Action.Severity severity, String text) {
    act(new Action.Log(severity, text));
  }

  void answer(Optional<Long> ticket, Optional<Throwable> failure) {
    ticket.ifPresent(to -> act(new Action.Answer(to, failure)));
  }

  /** A new number for a run or a save. */
  long nextId() {
    state = state.nextId();
    return state.lastId();
  }

  /** Has the state written, and gives the number of that. */
  long save(boolean loss) {
    long save = nextId();
    act(new Action.Save(save, loss));
    return save;
  }

  Place place(Name name) {
    return state.place(name);
  }

  void put(Name name, Place place) {
    state = state.with(name, place);
  }

  void put(Name name, Change change) {
    put(name, place(name).with(change));
  }

  Unikernel unikernel(Name name) {
    return place(name).unikernel().orElseThrow();
  }

  void update(Name name, UnaryOperator<Unikernel> change) {
    put(name, place(name).with(Optional.of(change.apply(unikernel(name)))));
  }

  /** The unikernel has the name from now on. */
  void enter(Unikernel unikernel) {
    Name name = unikernel.name();
    put(name, place(name).with(Optional.of(unikernel)));
  }

  /** Of whoever had the name before and ended nothing is known any more. */
  void forgetGone(Name name) {
    state = state.withGone(state.gone().without(name));
  }

  /** Nobody has the name, and nothing is held for it. */
  void remove(Name name) {
    put(name, place(name).with(Optional.<Unikernel>empty()));
    hold(name, Optional.empty());
  }

  /** From now on the unikernel holds this; absent: nothing. */
  void hold(Name name, Optional<Usage> usage) {
    state =
        state.with(
            resources ->
                usage
                    .map(each -> resources.withUnikernel(name, each))
                    .orElseGet(() -> resources.withoutUnikernel(name)));
  }

  Optional<Usage> held(Name name) {
    return state.resources().unikernels().get(name);
  }

  static Throwable refusal(String message) {
    return new AlbatrossException(message);
  }
}
