package org.albatross.daemon;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Arguments;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Policy;
import org.albatross.core.model.ResourceRules;
import org.albatross.core.model.Resources;
import org.albatross.core.model.Usage;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All unikernels, and what may be done with them. Whatever is done with one name happens one after
 * another, whoever asked for it; names do not wait for each other. An operation that fails leaves
 * everything as it was before, on the host and in the state. Used on the loop's thread only.
 */
final class Unikernels {
  private static final Logger LOG = LoggerFactory.getLogger(Unikernels.class);

  private final Runner runner;
  private final Holdings holdings;
  private final Keeper keeper;
  private final Sequencer<String> sequencer = new Sequencer<>();
  private final Supervisor supervisor;
  private final Departed departed;
  private final LateOnes late;
  private NameTrie<Unikernel> all = NameTrie.empty();

  /** Nobody lives yet. */
  Unikernels(Runner runner, Peers peers, Holdings holdings, Keeper keeper, InstantSource clock) {
    this.runner = runner;
    this.holdings = holdings;
    this.keeper = keeper;
    this.supervisor = new Supervisor(runner, peers, holdings, sequencer, clock, new Everybody());
    this.departed = new Departed(runner, this::saveLost);
    this.late = new LateOnes(clock);
  }

  private final class Everybody implements Supervisor.Registry {
    @Override
    public boolean isCurrent(Unikernel unikernel) {
      return find(unikernel.name()).filter(unikernel::equals).isPresent();
    }

    @Override
    public CompletableFuture<Void> endedForGood(Unikernel unikernel) {
      forget(unikernel);
      departed.add(unikernel.name(), unikernel.config());
      late.add(unikernel);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> changed() {
      return keeper.save();
    }
  }

  /** The keeper says what went wrong, and tries again. */
  private void saveLost() {
    var unused = keeper.saveLoss().exceptionally(failure -> null);
  }

  /** All that run or are to run: what the state keeps. */
  NameTrie<StoredUnikernel> configs() {
    NameTrie<StoredUnikernel> configs = departed.configs();
    for (Named<Unikernel> each : all.entries()) {
      if (!each.value().isCondemned()) {
        configs = configs.with(each.name(), each.value().kept());
      }
    }
    return configs;
  }

  /** Those below a path, or the one of a full name. */
  List<Unikernel> list(Name name) {
    Stream<Unikernel> wanted =
        name.label().isPresent()
            ? find(name).stream()
            : all.below(name.path()).stream().map(Named::value);
    return wanted.toList();
  }

  /** Those of {@link #list} that run. */
  List<Unikernel> running(Name name) {
    return list(name).stream().filter(unikernel -> unikernel.running().isPresent()).toList();
  }

  Optional<Unikernel> find(Name name) {
    return all.get(name);
  }

  /** One that is gone, since a moment. */
  Optional<Unikernel> findLate(Name name) {
    return late.find(name);
  }

  private void put(Unikernel unikernel) {
    departed.forget(unikernel.name());
    late.forget(unikernel.name());
    all = all.with(unikernel.name(), unikernel);
  }

  private void forget(Unikernel unikernel) {
    all = all.without(unikernel.name());
    holdings.giveBackTo(unikernel.name(), Optional.empty());
  }

  /** Starts what the state had, in order of startup, one after the other. */
  CompletableFuture<Void> restore(NameTrie<StoredUnikernel> configs) {
    List<Named<StoredUnikernel>> ordered = new ArrayList<>(configs.entries());
    ordered.sort(Comparator.comparingLong(each -> each.value().arguments().startupOrDefault()));
    return runner
        .rootPolicy()
        .handle(Unikernels::known)
        .thenCompose(
            root -> {
              // Whoever asked for an address has it: the others give way.
              ordered.stream()
                  .sorted(Comparator.comparing(each -> !asksForAddress(each.value())))
                  .forEach(each -> remember(each.name(), each.value(), root));
              CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
              for (Named<StoredUnikernel> each : ordered) {
                chain = chain.thenCompose(done -> restoreOne(find(each.name()).orElseThrow()));
              }
              return chain;
            });
  }

  private static boolean asksForAddress(StoredUnikernel config) {
    return config.arguments().nets().stream().anyMatch(net -> net.mac().isPresent());
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
        () ->
            supervisor.isStopping()
                ? CompletableFuture.completedFuture(null)
                : supervisor.launchAgain(unikernel));
  }

  private void remember(Name name, StoredUnikernel config, Optional<Policy> root) {
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
  CompletableFuture<Void> checkCreate(Name name, Arguments arguments, boolean force) {
    return runner
        .rootPolicy()
        .thenAccept(root -> unchecked(() -> check(name, arguments, force, root)));
  }

  private Usage check(Name name, Arguments arguments, boolean force, Policy root)
      throws AlbatrossException {
    Resources without = force ? holdings.resources().withoutUnikernel(name) : holdings.resources();
    ResourceRules.checkCreate(without, name, arguments, root);
    return without.usage(name, arguments);
  }

  CompletableFuture<Void> create(Name name, StoredUnikernel config, boolean force) {
    return submit(name, () -> createNow(name, config, force));
  }

  /** Ends it and starts it again; the function makes the new configuration of the old one. */
  CompletableFuture<Void> restart(Name name, UnaryOperator<StoredUnikernel> change) {
    return submit(
        name,
        () ->
            find(name)
                .map(unikernel -> createNow(name, change.apply(unikernel.config()), true))
                .orElseGet(() -> failed("there is no unikernel " + name)));
  }

  /** The state loses it first: if that cannot be written, it goes on as if nothing was asked. */
  CompletableFuture<Void> destroy(Name name) {
    return submit(
        name,
        () ->
            find(name)
                .map(this::destroyNow)
                .orElseGet(() -> failed("there is no unikernel " + name)));
  }

  private CompletableFuture<Void> destroyNow(Unikernel unikernel) {
    unikernel.condemn(true);
    return keeper
        .saveLoss()
        .whenComplete((saved, failure) -> unikernel.condemn(failure == null))
        .thenCompose(saved -> supervisor.end(unikernel))
        .thenRun(() -> forget(unikernel));
  }

  /** Ends all; what the state keeps stays as it is. */
  CompletableFuture<Void> stop() {
    supervisor.stop();
    departed.stop();
    // What was on its way when the stop came may have started another tender since.
    return endAll().thenCompose(ended -> sequencer.idle()).thenCompose(idle -> endAll());
  }

  private CompletableFuture<Void> endAll() {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (Named<Unikernel> each : all.entries()) {
      Unikernel unikernel = each.value();
      unikernel.cancelStart();
      ends.add(sequencer.submit(unikernel.name().text(), () -> supervisor.end(unikernel)));
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
  }

  private <T> CompletableFuture<T> submit(Name name, Supplier<CompletableFuture<T>> operation) {
    return sequencer.request(
        name.text(),
        () -> supervisor.isStopping() ? failed("albatrossd is shutting down") : operation.get());
  }

  private CompletableFuture<Void> createNow(Name name, StoredUnikernel config, boolean force) {
    return runner
        .rootPolicy()
        .thenCompose(
            root -> {
              Usage wanted = unchecked(() -> check(name, config.arguments(), force, root));
              Optional<Usage> before = holdings.resources().unikernels().get(name);
              holdings.take(name, before.map(held -> held.whileReplacedBy(wanted)).orElse(wanted));
              return runner
                  .prepare(config, Runner.Start.ASKED_FOR)
                  .whenComplete(
                      (prepared, failure) -> {
                        if (failure != null) {
                          holdings.giveBackTo(name, before);
                        }
                      })
                  .thenCompose(prepared -> replace(name, config, wanted, prepared, before));
            });
  }

  /** What is to run is on the disk before what runs is ended: if it cannot be, that runs on. */
  private CompletableFuture<Void> replace(
      Name name,
      StoredUnikernel config,
      Usage wanted,
      Prepared prepared,
      Optional<Usage> usageBefore) {
    Optional<Unikernel> before = find(name);
    if (before.isEmpty()) {
      // The state is written while the tender starts: both take a few milliseconds.
      return start(new Unikernel(name, config), wanted, prepared, before, usageBefore);
    }
    Unikernel old = before.get();
    // Until it is clear that it will not come back.
    Runnable release = keeper.hold(old.config());
    boolean ran = old.running().isPresent();
    return keepInstead(old, config)
        .whenComplete(
            (kept, failure) -> {
              if (failure != null) {
                holdings.giveBackTo(name, usageBefore);
              }
            })
        .thenCompose(kept -> supervisor.end(old))
        .thenCompose(
            ended ->
                start(new Unikernel(name, config), wanted, prepared, before, usageBefore)
                    .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(ran ? told(failure) : failure)))
        .whenComplete((done, failure) -> release.run());
  }

  /** Where nothing changes the disk is not needed. */
  private CompletableFuture<Void> keepInstead(Unikernel old, StoredUnikernel config) {
    if (config.equals(old.config())) {
      return CompletableFuture.completedFuture(null);
    }
    old.succeedBy(Optional.of(config));
    return keeper
        .save()
        .whenComplete(
            (kept, failure) -> {
              if (failure != null) {
                old.succeedBy(Optional.empty());
              }
            });
  }

  private CompletableFuture<Void> start(
      Unikernel unikernel,
      Usage wanted,
      Prepared prepared,
      Optional<Unikernel> before,
      Optional<Usage> usageBefore) {
    holdings.take(unikernel.name(), wanted);
    put(unikernel);
    CompletableFuture<Void> saved =
        before.isPresent() ? CompletableFuture.completedFuture(null) : keeper.save();
    return supervisor
        .launch(unikernel, prepared)
        .thenCompose(launched -> saved)
        .exceptionallyCompose(
            failure ->
                saved
                    .exceptionally(unsaved -> null)
                    .thenCompose(done -> takeBack(unikernel, before, usageBefore))
                    .thenCompose(done -> CompletableFuture.failedFuture(failure)));
  }

  /** Who asked for another one is not to think that the one before was left alone. */
  private static Throwable told(Throwable failure) {
    Throwable cause = Work.cause(failure);
    return cause instanceof AlbatrossException
        ? new AlbatrossException(
            cause.getMessage() + "; what ran before was ended for it and is started again", cause)
        : failure;
  }

  /** It could not be started, or not be kept: everything is to be as it was before. */
  private CompletableFuture<Void> takeBack(
      Unikernel unikernel, Optional<Unikernel> before, Optional<Usage> usageBefore) {
    return supervisor
        .end(unikernel)
        .thenCompose(
            ended -> {
              forget(unikernel);
              before.ifPresent(old -> old.succeedBy(Optional.empty()));
              before.ifPresent(this::put);
              holdings.giveBackTo(unikernel.name(), usageBefore);
              CompletableFuture<Void> saved =
                  before.isPresent() ? keeper.save() : keeper.saveLoss();
              return saved.exceptionally(Unikernels::logUnsaved);
            })
        .thenCompose(
            saved ->
                before.isPresent() && !supervisor.isStopping()
                    ? supervisor.launchAgain(before.get())
                    : CompletableFuture.completedFuture(null));
  }

  private static Void logUnsaved(Throwable failure) {
    LOG.error("{}", Work.cause(failure).getMessage());
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
      throw new CompletionException(e);
    }
  }
}
