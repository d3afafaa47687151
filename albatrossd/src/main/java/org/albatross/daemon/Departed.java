package org.albatross.daemon;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.store.StoredUnikernel;

/**
 * Unikernels that ended for good a moment ago. The state has them a little longer: whoever ends
 * albatrossd may end all tenders with it, as systemd does when it stops a service or the host, and
 * then the next start has to bring them back. Used on the loop's thread only.
 */
final class Departed {
  /** From the end of a tender until the signal for albatrossd has come, on a busy host. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private final Runner runner;
  private final Runnable gone;
  private final Map<Name, Runner.Cancellable> timers = new HashMap<>();
  private NameTrie<StoredUnikernel> configs = NameTrie.empty();
  private boolean stopping;

  /**
   * Nobody has departed yet.
   *
   * @param gone called when the state is to lose one
   */
  Departed(Runner runner, Runnable gone) {
    this.runner = runner;
    this.gone = gone;
  }

  /** What the state has to have beside those that live. */
  NameTrie<StoredUnikernel> configs() {
    return configs;
  }

  void add(Name name, StoredUnikernel config) {
    configs = configs.with(name, config);
    timers.put(name, runner.later(GRACE, () -> expire(name)));
  }

  private void expire(Name name) {
    if (!stopping) {
      forget(name);
      gone.run();
    }
  }

  /** It is gone, or somebody else has its name. */
  void forget(Name name) {
    configs = configs.without(name);
    Optional.ofNullable(timers.remove(name)).ifPresent(Runner.Cancellable::cancel);
  }

  /** From now on all stay in the state. */
  void stop() {
    stopping = true;
  }
}
