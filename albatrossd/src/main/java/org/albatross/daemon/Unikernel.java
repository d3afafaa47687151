package org.albatross.daemon;

import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.UnikernelConfig;

/**
 * One unikernel in its life: running, or waiting to be started (again). Owned by {@link
 * Unikernels}.
 */
final class Unikernel {
  private final Name name;
  private UnikernelConfig config;
  private Optional<Launched> running = Optional.empty();
  private Optional<Runner.Cancellable> restart = Optional.empty();
  private Backoff backoff = Backoff.NONE;

  Unikernel(Name name, UnikernelConfig config) {
    this.name = name;
    this.config = config;
  }

  Name name() {
    return name;
  }

  UnikernelConfig config() {
    return config;
  }

  /** From now on this configuration is started. */
  void configure(UnikernelConfig changed) {
    config = changed;
  }

  /** The tender, from its start until all that it had is removed. */
  Optional<Launched> running() {
    return running;
  }

  void started(Launched launched) {
    running = Optional.of(launched);
  }

  void ended() {
    running = Optional.empty();
  }

  Backoff backoff() {
    return backoff;
  }

  void backOff(Backoff changed) {
    backoff = changed;
  }

  void restartBy(Runner.Cancellable timer) {
    restart = Optional.of(timer);
  }

  void cancelRestart() {
    restart.ifPresent(Runner.Cancellable::cancel);
    restart = Optional.empty();
  }
}
