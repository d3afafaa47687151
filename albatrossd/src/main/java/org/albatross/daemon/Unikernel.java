package org.albatross.daemon;

import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.store.StoredUnikernel;

/** One unikernel: what is started, where it is in its life, and its tender. */
final class Unikernel {
  private final Name name;
  private StoredUnikernel config;
  private Life life = Life.NEW;
  private Optional<Launched> running = Optional.empty();
  private Optional<Launched> last = Optional.empty();
  private Optional<Runner.Cancellable> timer = Optional.empty();
  private Optional<StoredUnikernel> successor = Optional.empty();
  private boolean condemned;

  Unikernel(Name name, StoredUnikernel config) {
    this.name = name;
    this.config = config;
  }

  Name name() {
    return name;
  }

  StoredUnikernel config() {
    return config;
  }

  /** From now on this configuration is started. */
  void configure(StoredUnikernel changed) {
    config = changed;
  }

  /** What the state has under its name: what will run there, if that is another soon. */
  StoredUnikernel kept() {
    return successor.orElse(config);
  }

  /** What is to run instead of it, or that nothing is. */
  void succeedBy(Optional<StoredUnikernel> next) {
    successor = next;
  }

  Life life() {
    return life;
  }

  void live(Life changed) {
    life = changed;
  }

  /** The tender, from its start until all that it had is removed. */
  Optional<Launched> running() {
    return running;
  }

  /** The tender that runs, or the one that ran last. */
  Optional<Launched> last() {
    return last;
  }

  void started(Launched launched) {
    running = Optional.of(launched);
    last = running;
  }

  void ended() {
    running = Optional.empty();
  }

  /** Whether it is to be gone: the state does not have it any more. */
  boolean isCondemned() {
    return condemned;
  }

  void condemn(boolean gone) {
    condemned = gone;
  }

  void startBy(Runner.Cancellable next) {
    cancelStart();
    timer = Optional.of(next);
  }

  void cancelStart() {
    timer.ifPresent(Runner.Cancellable::cancel);
    timer = Optional.empty();
  }
}
