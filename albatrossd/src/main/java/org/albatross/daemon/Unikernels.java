package org.albatross.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.albatross.core.host.ExitStatus;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Policy;
import org.albatross.core.model.ResourceRules;
import org.albatross.core.model.Resources;
import org.albatross.core.model.UnikernelConfig;
import org.albatross.core.model.Usage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of all unikernels: who runs, who waits to be started again, and what they hold. Whatever
 * is done with one name happens one after another, whoever asked for it; names do not wait for each
 * other. Used on the loop's thread only.
 */
final class Unikernels {
  private static final Logger LOG = LoggerFactory.getLogger(Unikernels.class);

  private final Runner runner;
  private final Peers peers;
  private final Holdings holdings;
  private final Supplier<CompletableFuture<Void>> save;
  private final InstantSource clock;
  private final Sequencer<String> sequencer = new Sequencer<>();
  private NameTrie<Unikernel> all = NameTrie.empty();
  private boolean stopping;

  /**
   * Nobody lives yet.
   *
   * @param save writes the state; completes when it is safe on disk
   */
  Unikernels(
      Runner runner,
      Peers peers,
      Holdings holdings,
      Supplier<CompletableFuture<Void>> save,
      InstantSource clock) {
    this.runner = runner;
    this.peers = peers;
    this.holdings = holdings;
    this.save = save;
    this.clock = clock;
  }

  /** All that run or are to run: what the state keeps. */
  NameTrie<UnikernelConfig> configs() {
    return all.map(Unikernel::config);
  }

  /** Those that run, below a path or the one of a full name. */
  List<Unikernel> running(Name name) {
    Stream<Unikernel> wanted =
        name.label().isPresent()
            ? find(name).stream()
            : all.below(name.path()).stream().map(Named::value);
    return wanted.filter(unikernel -> unikernel.running().isPresent()).toList();
  }

  Optional<Unikernel> find(Name name) {
    return all.get(name);
  }

  private void put(Unikernel unikernel) {
    all = all.with(unikernel.name(), unikernel);
  }

  /** Unless another has its name by now. */
  private void remove(Unikernel unikernel) {
    if (isCurrent(unikernel)) {
      all = all.without(unikernel.name());
    }
  }

  private boolean isCurrent(Unikernel unikernel) {
    return find(unikernel.name()).filter(unikernel::equals).isPresent();
  }

  /** Starts what the state had, in order of startup, one after the other. */
  CompletableFuture<Void> restore(NameTrie<UnikernelConfig> configs) {
    List<Named<UnikernelConfig>> ordered = new ArrayList<>(configs.entries());
    ordered.sort(Comparator.comparingLong(each -> each.value().arguments().startupOrDefault()));
    return runner
        .rootPolicy()
        .handle(Unikernels::known)
        .thenCompose(
            root -> {
              ordered.forEach(each -> remember(each.name(), each.value(), root));
              CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
              for (Named<UnikernelConfig> each : ordered) {
                chain = chain.thenCompose(done -> restoreOne(find(each.name()).orElseThrow()));
              }
              return chain;
            });
  }

  /** Without what the host has all is remembered unchecked: the next save must not lose it. */
  private static Optional<Policy> known(Policy root, Throwable failure) {
    if (failure != null) {
      LOG.error("cannot tell what this host has: {}", Work.cause(failure).getMessage());
    }
    return Optional.ofNullable(root);
  }

  private CompletableFuture<Void> restoreOne(Unikernel unikernel) {
    return sequencer.submit(
        unikernel.name().text(),
        () -> stopping ? CompletableFuture.completedFuture(null) : launchAgain(unikernel));
  }

  private void remember(Name name, UnikernelConfig config, Optional<Policy> root) {
    try {
      if (root.isPresent()) {
        ResourceRules.checkCreate(holdings.resources(), name, config.arguments(), root.get());
      }
    } catch (AlbatrossException e) {
      LOG.warn("starting {} though it does not fit any more: {}", name, e.getMessage());
    }
    try {
      holdings.take(name, holdings.resources().usage(name, config.arguments()));
    } catch (InvalidNameException e) {
      LOG.warn("{} names a block device that cannot exist: {}", name, e.getMessage());
    }
    put(new Unikernel(name, config));
  }

  /** Whether a create has a chance, before its image is there. */
  CompletableFuture<Void> checkCreate(Name name, UnikernelConfig config, boolean force) {
    return runner
        .rootPolicy()
        .thenAccept(root -> unchecked(() -> check(name, config, force, root)));
  }

  private Usage check(Name name, UnikernelConfig config, boolean force, Policy root)
      throws AlbatrossException {
    Resources without = force ? holdings.resources().withoutUnikernel(name) : holdings.resources();
    ResourceRules.checkCreate(without, name, config.arguments(), root);
    return without.usage(name, config.arguments());
  }

  CompletableFuture<Void> create(Name name, UnikernelConfig config, boolean force) {
    return submit(name, () -> createNow(name, config, force));
  }

  /** Ends it and starts it again; the function makes the new configuration of the old one. */
  CompletableFuture<Void> restart(Name name, Function<UnikernelConfig, UnikernelConfig> change) {
    return submit(
        name,
        () ->
            find(name)
                .map(unikernel -> createNow(name, change.apply(unikernel.config()), true))
                .orElseGet(() -> failed("there is no unikernel " + name)));
  }

  CompletableFuture<Void> destroy(Name name) {
    return submit(
        name,
        () ->
            find(name)
                .map(unikernel -> end(unikernel).thenCompose(ended -> forget(unikernel)))
                .orElseGet(() -> failed("there is no unikernel " + name)));
  }

  /** Ends all; what the state keeps stays as it is. */
  CompletableFuture<Void> stop() {
    stopping = true;
    // What was on its way when the stop came may have started another tender since.
    return endAll().thenCompose(ended -> sequencer.idle()).thenCompose(idle -> endAll());
  }

  private CompletableFuture<Void> endAll() {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (Named<Unikernel> each : all.entries()) {
      Unikernel unikernel = each.value();
      unikernel.cancelRestart();
      ends.add(sequencer.submit(unikernel.name().text(), () -> end(unikernel)));
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
  }

  private <T> CompletableFuture<T> submit(Name name, Supplier<CompletableFuture<T>> operation) {
    return sequencer.request(
        name.text(), () -> stopping ? failed("albatrossd is shutting down") : operation.get());
  }

  private CompletableFuture<Void> createNow(Name name, UnikernelConfig config, boolean force) {
    return runner
        .rootPolicy()
        .thenCompose(
            root -> {
              Usage wanted = unchecked(() -> check(name, config, force, root));
              Optional<Usage> before = holdings.resources().unikernels().get(name);
              holdings.take(name, before.map(held -> held.whileReplacedBy(wanted)).orElse(wanted));
              return runner
                  .prepare(config)
                  .whenComplete(
                      (prepared, failure) -> {
                        if (failure != null) {
                          holdings.giveBackTo(name, before);
                        }
                      })
                  .thenCompose(prepared -> replace(name, config, wanted, prepared));
            });
  }

  private CompletableFuture<Void> replace(
      Name name, UnikernelConfig config, Usage wanted, Prepared prepared) {
    Unikernel unikernel = new Unikernel(name, config);
    CompletableFuture<Void> free =
        find(name).map(this::end).orElseGet(() -> CompletableFuture.completedFuture(null));
    return free.thenCompose(
        ended -> {
          holdings.take(name, wanted);
          put(unikernel);
          // The state is written while the tender starts: both take a few milliseconds.
          CompletableFuture<Void> saved = save.get();
          return launch(unikernel, prepared)
              .exceptionallyCompose(failure -> notLaunched(unikernel, saved, failure))
              .thenCompose(launched -> saved);
        });
  }

  /**
   * What ran under the name before has ended by now: nothing is left, and the state must say so.
   */
  private CompletableFuture<Void> notLaunched(
      Unikernel unikernel, CompletableFuture<Void> saved, Throwable failure) {
    remove(unikernel);
    holdings.giveBackTo(unikernel.name(), Optional.empty());
    return saved
        .exceptionally(Unikernels::logUnsaved)
        .thenCompose(done -> save.get())
        .exceptionally(Unikernels::logUnsaved)
        .thenCompose(gone -> CompletableFuture.failedFuture(failure));
  }

  private static Void logUnsaved(Throwable failure) {
    LOG.error("{}", Work.cause(failure).getMessage());
    return null;
  }

  private CompletableFuture<Void> launch(Unikernel unikernel, Prepared prepared) {
    Name name = unikernel.name();
    return runner
        .launch(name, unikernel.config(), prepared, holdings.ringsOf(name.path()))
        .thenAccept(
            launched -> {
              unikernel.started(launched);
              peers.started(name, launched);
              LOG.info("started {} as process {}", name, launched.pid());
              var unused =
                  launched.exit().thenAccept(status -> settleSoon(unikernel, launched, status));
            });
  }

  /** Ends a tender if one runs, and a restart that waits; afterwards nothing of it is left. */
  private CompletableFuture<Void> end(Unikernel unikernel) {
    unikernel.cancelRestart();
    return unikernel
        .running()
        .map(
            launched -> {
              runner.terminate(unikernel.name(), launched);
              return launched.exit().thenCompose(status -> clean(unikernel, launched, status));
            })
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<Void> clean(Unikernel unikernel, Launched launched, ExitStatus status) {
    LOG.info("{} (process {}) ended: {}", unikernel.name(), launched.pid(), status);
    return runner
        .cleanUp(unikernel.name(), launched)
        .thenRun(
            () -> {
              unikernel.ended();
              peers.ended(unikernel.name());
            });
  }

  private CompletableFuture<Void> forget(Unikernel unikernel) {
    remove(unikernel);
    holdings.giveBackTo(unikernel.name(), Optional.empty());
    return save.get();
  }

  private void settleSoon(Unikernel unikernel, Launched launched, ExitStatus status) {
    var unused =
        sequencer
            .submit(unikernel.name().text(), () -> settle(unikernel, launched, status))
            .exceptionally(failure -> logged("settling", unikernel, failure));
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
              if (stopping) {
                return CompletableFuture.completedFuture(null);
              }
              return switch (RestartRule.of(status, unikernel.config().arguments())) {
                case STAY_DOWN -> forget(unikernel);
                case RESTART_WITHOUT_NAME -> launchWithoutName(unikernel);
                case RESTART -> {
                  restartLater(unikernel, Duration.between(launched.started(), clock.instant()));
                  yield CompletableFuture.completedFuture(null);
                }
              };
            });
  }

  private CompletableFuture<Void> launchWithoutName(Unikernel unikernel) {
    LOG.info("{} does not know --name, starting it without", unikernel.name());
    UnikernelConfig config = unikernel.config();
    unikernel.configure(config.withArguments(config.arguments().withoutName()));
    return launchAgain(unikernel).thenCompose(launched -> save.get());
  }

  private void restartLater(Unikernel unikernel, Duration ran) {
    unikernel.backOff(unikernel.backoff().after(ran));
    Duration delay = unikernel.backoff().delay();
    LOG.info("starting {} again in {} ms", unikernel.name(), delay.toMillis());
    unikernel.restartBy(runner.later(delay, () -> restartNow(unikernel)));
  }

  private void restartNow(Unikernel unikernel) {
    var unused =
        sequencer
            .submit(
                unikernel.name().text(),
                () -> {
                  return stopping || !isCurrent(unikernel) || unikernel.running().isPresent()
                      ? CompletableFuture.<Void>completedFuture(null)
                      : launchAgain(unikernel);
                })
            .exceptionally(failure -> logged("restarting", unikernel, failure));
  }

  /** Starts one that the state has. If that fails it is tried again later: it is not forgotten. */
  private CompletableFuture<Void> launchAgain(Unikernel unikernel) {
    return runner
        .prepare(unikernel.config())
        .thenCompose(prepared -> launch(unikernel, prepared))
        .exceptionally(
            failure -> {
              LOG.error(
                  "could not start {}: {}", unikernel.name(), Work.cause(failure).getMessage());
              if (!stopping) {
                restartLater(unikernel, Duration.ZERO);
              }
              return null;
            });
  }

  private static Void logged(String what, Unikernel unikernel, Throwable failure) {
    LOG.error("{} {} failed", what, unikernel.name(), Work.cause(failure));
    return null;
  }

  private static <T> CompletableFuture<T> failed(String message) {
    return CompletableFuture.failedFuture(new AlbatrossException(message));
  }

  /** A check within a stage, whose exception the stage carries. */
  private interface Check<T> {
    T run() throws AlbatrossException;
  }

  private static <T> T unchecked(Check<T> check) {
    try {
      return check.run();
    } catch (AlbatrossException e) {
      throw new java.util.concurrent.CompletionException(e);
    }
  }
}
