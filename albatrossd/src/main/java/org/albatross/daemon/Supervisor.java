package org.albatross.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.Arguments;
import org.albatross.core.model.ExitStatus;
import org.albatross.core.model.Name;
import org.albatross.core.model.UnikernelStatus.Phase;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and ends tenders, and does what {@link Life} says when one ends by itself or cannot be
 * started. All of it within the unikernel's turn. Used on the loop's thread only.
 */
final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private final Runner runner;
  private final Peers peers;
  private final Holdings holdings;
  private final Sequencer<String> sequencer;
  private final InstantSource clock;
  private final Registry registry;
  private final EndsLog ends = new EndsLog();
  private boolean stopping;

  /** Who knows all unikernels. */
  interface Registry {
    /** Whether it has not been replaced or removed. */
    boolean isCurrent(Unikernel unikernel);

    /** It stays down: nothing of it is to be kept. */
    CompletableFuture<Void> endedForGood(Unikernel unikernel);

    /** Its configuration is another now. */
    CompletableFuture<Void> changed();
  }

  Supervisor(
      Runner runner,
      Peers peers,
      Holdings holdings,
      Sequencer<String> sequencer,
      InstantSource clock,
      Registry registry) {
    this.runner = runner;
    this.peers = peers;
    this.holdings = holdings;
    this.sequencer = sequencer;
    this.clock = clock;
    this.registry = registry;
  }

  /** From now on nothing starts by itself. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Starts its tender. If that fails nothing of it is left on the host. */
  CompletableFuture<Void> launch(Unikernel unikernel, Prepared prepared) {
    return launch(unikernel, prepared, Runner.Start.ASKED_FOR);
  }

  private CompletableFuture<Void> launch(
      Unikernel unikernel, Prepared prepared, Runner.Start start) {
    Name name = unikernel.name();
    StoredUnikernel config = unikernel.config();
    Arguments arguments = holdings.withAddresses(name, config.arguments());
    return runner
        .launch(
            name, config.withArguments(arguments), prepared, holdings.ringsOf(name.path()), start)
        .thenAccept(
            launched -> {
              unikernel.live(unikernel.life().started(launched.started()));
              unikernel.started(launched);
              peers.started(name, launched);
              LOG.info("started {} as process {}", name, launched.pid());
              Work.unheard(
                  launched.exit().thenAccept(status -> settleSoon(unikernel, launched, status)));
            });
  }

  /** Starts one that the state has. If that fails it is tried again later: it is not forgotten. */
  CompletableFuture<Void> launchAgain(Unikernel unikernel) {
    unikernel.cancelStart();
    unikernel.live(unikernel.life().starting());
    return runner
        .prepare(unikernel.config(), Runner.Start.BY_ITSELF)
        .thenCompose(prepared -> launch(unikernel, prepared, Runner.Start.BY_ITSELF))
        .exceptionally(
            failure -> {
              couldNotStart(unikernel, Work.cause(failure));
              return null;
            });
  }

  private void couldNotStart(Unikernel unikernel, Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    LOG.error("could not start {}: {}", unikernel.name(), reason);
    unikernel.live(unikernel.life().couldNotStart(reason, clock.instant()));
    if (!stopping) {
      startWhenDue(unikernel);
    }
  }

  /** Ends a tender if one runs, and a start that waits; afterwards nothing of it is left. */
  CompletableFuture<Void> end(Unikernel unikernel) {
    unikernel.cancelStart();
    unikernel.live(unikernel.life().askedToEnd());
    return unikernel
        .running()
        .map(
            launched -> {
              runner.terminate(unikernel.name(), launched);
              return launched
                  .exit()
                  .thenCompose(
                      status -> {
                        LOG.info(
                            "{} (process {}) ended: {}", unikernel.name(), launched.pid(), status);
                        return clean(unikernel, launched, status);
                      });
            })
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<Void> clean(Unikernel unikernel, Launched launched, ExitStatus status) {
    Instant now = clock.instant();
    return runner
        .cleanUp(unikernel.name(), launched)
        .thenRun(
            () -> {
              unikernel.ended();
              unikernel.live(unikernel.life().ended(status, unikernel.config().arguments(), now));
              peers.ended(unikernel.name());
            });
  }

  private void settleSoon(Unikernel unikernel, Launched launched, ExitStatus status) {
    Work.unheard(
        sequencer
            .submit(unikernel.name().text(), () -> settle(unikernel, launched, status))
            .exceptionally(failure -> logged("settling", unikernel, failure)));
  }

  /** A tender ended. If an operation waited for that, all is done already. */
  private CompletableFuture<Void> settle(
      Unikernel unikernel, Launched launched, ExitStatus status) {
    if (unikernel.running().filter(launched::equals).isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return clean(unikernel, launched, status)
        .thenCompose(
            cleaned -> {
              tellOfEnd(unikernel, status);
              return follow(unikernel);
            });
  }

  private void tellOfEnd(Unikernel unikernel, ExitStatus status) {
    Life life = unikernel.life();
    if (life.phase().isPresent() && life.due().isEmpty()) {
      // It is started at once, without the name: no more than that it is older than the option.
      LOG.info("{} ended: {}", unikernel.name(), status);
      return;
    }
    Optional<Duration> delay = life.phase().map(waiting -> life.backoff().delay());
    ends.ended(unikernel.name(), status, life.restarts(), delay, clock.instant());
  }

  /** What its life says is next. */
  private CompletableFuture<Void> follow(Unikernel unikernel) {
    if (stopping) {
      return CompletableFuture.completedFuture(null);
    }
    if (unikernel.life().phase().isEmpty()) {
      return registry.endedForGood(unikernel);
    }
    if (unikernel.life().phase().get() instanceof Phase.Starting) {
      return launchWithoutName(unikernel);
    }
    startWhenDue(unikernel);
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> launchWithoutName(Unikernel unikernel) {
    LOG.info("{} does not know --name, starting it without", unikernel.name());
    var config = unikernel.config();
    unikernel.configure(config.withArguments(config.arguments().withoutName()));
    return launchAgain(unikernel).thenCompose(launched -> registry.changed());
  }

  private void startWhenDue(Unikernel unikernel) {
    Duration delay = unikernel.life().backoff().delay();
    LOG.info("starting {} again in {} ms", unikernel.name(), delay.toMillis());
    unikernel.startBy(runner.later(delay, () -> startNow(unikernel)));
  }

  private void startNow(Unikernel unikernel) {
    Work.unheard(
        sequencer
            .submit(
                unikernel.name().text(),
                () ->
                    // Meanwhile it may have been ended, replaced, or started by somebody else.
                    stopping || !registry.isCurrent(unikernel) || unikernel.life().due().isEmpty()
                        ? CompletableFuture.<Void>completedFuture(null)
                        : launchAgain(unikernel))
            .exceptionally(failure -> logged("starting", unikernel, failure)));
  }

  private static Void logged(String what, Unikernel unikernel, Throwable failure) {
    LOG.error("{} {} failed", what, unikernel.name(), Work.cause(failure));
    return null;
  }
}
