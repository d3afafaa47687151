package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.LastExit;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.core.store.StoredUnikernel;

/** What follows when a tender ended by itself, and all that it had is removed. */
final class Ends {
  private Ends() {}

  static void follow(Step step, Name name) {
    Unikernel unikernel = step.unikernel(name);
    log(step, unikernel);
    if (!step.state().stopping()) {
      Optional<Phase> phase = unikernel.life().phase();
      if (phase.isEmpty()) {
        forget(step, unikernel);
      } else if (phase.get() instanceof Phase.Starting) {
        startWithoutName(step, unikernel);
        return;
      } else {
        startWhenDue(step, unikernel);
      }
    }
    Turns.over(step, name);
  }

  private static void log(Step step, Unikernel unikernel) {
    Life life = unikernel.life();
    ExitStatus status = life.lastExit().map(LastExit::status).orElseThrow();
    if (life.phase().isPresent() && life.due().isEmpty()) {
      // It is started at once, without the name: no more than that it is older than the option.
      step.log(Action.Severity.INFO, "%s ended: %s".formatted(unikernel.name(), status));
      return;
    }
    Optional<Duration> delay = life.phase().map(waiting -> life.backoff().delay());
    step.act(new Action.LogEnd(unikernel.name(), status, life.restarts(), delay));
  }

  private static void forget(Step step, Unikernel unikernel) {
    Name name = unikernel.name();
    step.remove(name);
    Duration now = step.now().elapsed();
    NameTrie<Gone> gone = withoutOld(step.state().gone(), step.now());
    step.become(step.state().withGone(gone.with(name, new Gone(unikernel, now, true))));
  }

  /** Those that the state has are as many as they are; of the others the oldest go. */
  private static NameTrie<Gone> withoutOld(NameTrie<Gone> gone, Moment now) {
    NameTrie<Gone> rest = gone;
    for (Named<Gone> each : gone.entries()) {
      if (!each.value().kept() && now.reached(each.value().since().plus(Gone.TOLD))) {
        rest = rest.without(each.name());
      }
    }
    while (rest.size() >= Gone.MOST) {
      Optional<Named<Gone>> oldest =
          rest.entries().stream()
              .filter(each -> !each.value().kept())
              .min((one, other) -> one.value().since().compareTo(other.value().since()));
      if (oldest.isEmpty()) {
        return rest;
      }
      rest = rest.without(oldest.get().name());
    }
    return rest;
  }

  static void startWhenDue(Step step, Unikernel unikernel) {
    Duration delay = unikernel.life().backoff().delay();
    step.log(
        Action.Severity.INFO,
        "starting %s again in %s ms".formatted(unikernel.name(), delay.toMillis()));
    step.update(unikernel.name(), each -> each.due(Optional.of(step.now().in(delay))));
  }

  private static void startWithoutName(Step step, Unikernel unikernel) {
    Name name = unikernel.name();
    step.log(Action.Severity.INFO, "%s does not know --name, starting it without".formatted(name));
    StoredUnikernel config = unikernel.config();
    step.update(
        name, each -> each.configured(config.withArguments(config.arguments().withoutName())));
    // Nobody waits for it: until it is written, the next start would try the same once more.
    long ignored = step.save(false);
    Starting.begin(step, name, Optional.empty());
  }
}
