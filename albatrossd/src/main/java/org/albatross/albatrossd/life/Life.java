package org.albatross.albatrossd.life;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.LastExit;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;

/**
 * Where a unikernel is in its life, as a state machine: each event gives the life after it, and
 * whoever drives it does what the new life says. Nothing here has effects or reads a clock.
 *
 * <pre>
 *              started              asked to end
 *   STARTING ──────────▶ RUNNING ──────────────▶ ENDING
 *    ▲ │ could not          │ ended                │ ended
 *    │ ▼                    ▼                      ▼
 *   FAILED ◀─┐   RESTARTING or STARTING          DOWN ◀── stays down
 *      └─────┴── when its time has come: STARTING
 * </pre>
 *
 * @param phase absent: it is down, and nothing follows by itself
 * @param running since when, while its tender runs
 * @param restarts how often it was started again after it had ended by itself
 */
public record Life(
    Optional<Phase> phase,
    Optional<Instant> running,
    Backoff backoff,
    long restarts,
    Optional<LastExit> lastExit) {
  private static final Phase STARTING = new Phase.Starting();

  /** One that is to be started. */
  static final Life NEW =
      new Life(Optional.of(STARTING), Optional.empty(), Backoff.NONE, 0, Optional.empty());

  private Life with(Phase next, Optional<Instant> since) {
    return new Life(Optional.of(next), since, backoff, restarts, lastExit);
  }

  private Life with(Backoff changed) {
    return new Life(phase, running, changed, restarts, lastExit);
  }

  /** Its start begins, for the first time or again. */
  Life starting() {
    check(running.isEmpty(), "starting");
    return with(STARTING, Optional.empty());
  }

  /** Its tender runs. */
  Life started(Instant now) {
    check(phase.equals(Optional.of(STARTING)), "started");
    return with(new Phase.Running(), Optional.of(now));
  }

  /** Its tender could not be started; it is to be tried again after a delay. */
  Life couldNotStart(String reason, Instant now) {
    check(phase.equals(Optional.of(STARTING)), "could not be started");
    Backoff longer = backoff.after(Duration.ZERO);
    return with(longer).with(new Phase.Failed(reason, now.plus(longer.delay())), Optional.empty());
  }

  /** Its tender, if there is one, is asked to end, and nothing is to follow. */
  Life askedToEnd() {
    return running.isPresent()
        ? with(new Phase.Ending(), running)
        : new Life(Optional.empty(), running, backoff, restarts, lastExit);
  }

  /**
   * Its tender ended.
   *
   * @param ran for how long it ran, whatever became of the clock meanwhile
   */
  Life ended(ExitStatus status, Arguments arguments, Instant now, Duration ran) {
    check(running.isPresent(), "ended");
    Optional<LastExit> exit = Optional.of(new LastExit(status, now));
    RestartRule rule =
        phase.get() instanceof Phase.Ending
            ? RestartRule.STAY_DOWN
            : RestartRule.of(status, arguments);
    return switch (rule) {
      case STAY_DOWN -> new Life(Optional.empty(), Optional.empty(), backoff, restarts, exit);
      case RESTART_WITHOUT_NAME ->
          new Life(Optional.of(STARTING), Optional.empty(), backoff, restarts + 1, exit);
      case RESTART -> {
        Backoff next = backoff.after(ran);
        Phase waiting = new Phase.Restarting(now.plus(next.delay()));
        yield new Life(Optional.of(waiting), Optional.empty(), next, restarts + 1, exit);
      }
    };
  }

  /** When it is to be started by itself, if ever. */
  public Optional<Instant> due() {
    if (phase.isPresent() && phase.get() instanceof Phase.Restarting restarting) {
      return Optional.of(restarting.at());
    }
    return phase.isPresent() && phase.get() instanceof Phase.Failed failed
        ? Optional.of(failed.at())
        : Optional.empty();
  }

  private void check(boolean possible, String event) {
    if (!possible) {
      throw new IllegalStateException(event + ", while " + phase);
    }
  }
}
