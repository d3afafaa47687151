package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.store.StoredUnikernel;

/**
 * One unikernel: what is started, where it is in its life, and its tender.
 *
 * @param config what is started
 * @param successor what is to run instead of it: the state has that already
 * @param condemned whether it is to be gone: the state does not have it any more
 * @param run from the making of its devices until they are removed
 * @param last the tender that runs, or the one that ran last
 * @param due when it is to be started by itself
 */
public record Unikernel(
    Name name,
    StoredUnikernel config,
    Optional<StoredUnikernel> successor,
    boolean condemned,
    Life life,
    Optional<Run> run,
    Optional<Tender> last,
    Optional<Duration> due) {

  /** One that is to be started. */
  public Unikernel(Name name, StoredUnikernel config) {
    this(
        name,
        config,
        Optional.empty(),
        false,
        Life.NEW,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Its tender, from its start until all that it had is removed. */
  public Optional<Tender> running() {
    return run.flatMap(Run::tender);
  }

  /** What the state has under its name: what will run there, if that is another soon. */
  public StoredUnikernel kept() {
    return successor.orElse(config);
  }

  Unikernel configured(StoredUnikernel changed) {
    return new Unikernel(name, changed, successor, condemned, life, run, last, due);
  }

  Unikernel succeededBy(Optional<StoredUnikernel> next) {
    return new Unikernel(name, config, next, condemned, life, run, last, due);
  }

  Unikernel condemned(boolean gone) {
    return new Unikernel(name, config, successor, gone, life, run, last, due);
  }

  Unikernel living(Life changed) {
    return new Unikernel(name, config, successor, condemned, changed, run, last, due);
  }

  Unikernel with(Run changed) {
    return new Unikernel(
        name,
        config,
        successor,
        condemned,
        life,
        Optional.of(changed),
        changed.tender().or(() -> last),
        due);
  }

  Unikernel withoutRun() {
    return new Unikernel(name, config, successor, condemned, life, Optional.empty(), last, due);
  }

  Unikernel due(Optional<Duration> when) {
    return new Unikernel(name, config, successor, condemned, life, run, last, when);
  }
}
