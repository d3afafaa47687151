package org.albatross.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.ExitStatus;
import org.albatross.core.model.Name;
import org.albatross.core.model.Policy;
import org.albatross.core.model.SortedSets;
import org.albatross.core.store.StoredUnikernel;

/**
 * A host without processes: everything happens when the test says so. Holds all that a launch makes
 * until it is cleaned up, so that a test sees what was left behind.
 */
final class FakeRunner implements Runner {
  final TreeMap<String, List<Launched>> onHost = new TreeMap<>();
  final List<String> launches = new ArrayList<>();
  final List<Later> timers = new ArrayList<>();
  final TreeSet<String> failing = new TreeSet<>();
  final TreeSet<String> failingOnce = new TreeSet<>();
  boolean obeysSigterm = true;
  boolean knowsItself = true;
  Optional<CompletableFuture<Void>> gate = Optional.empty();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nextPid = 100;

  /** Something that was to happen later. */
  final class Later implements Cancellable {
    final Duration delay;
    private final Runnable action;

    private Later(Duration delay, Runnable action) {
      this.delay = delay;
      this.action = action;
    }

    @Override
    public void cancel() {
      timers.remove(this);
    }
  }

  /** The time of the timer that is due first has come. */
  void fireTimer() {
    Later next = timers.remove(0);
    now = now.plus(next.delay);
    next.action.run();
  }

  /** The tender of this name ends. */
  void exit(String name, ExitStatus status) {
    List<Launched> there = onHost.get(name);
    there.get(there.size() - 1).exit().complete(status);
  }

  @Override
  public CompletableFuture<Policy> rootPolicy() {
    if (!knowsItself) {
      return CompletableFuture.failedFuture(new AlbatrossException("no netlink for you"));
    }
    return CompletableFuture.completedFuture(
        new Policy(
            SortedSets.copyOf(List.of(0L, 1L)),
            1000,
            1000,
            OptionalLong.of(1000),
            SortedSets.copyOf(List.of("br0"))));
  }

  @Override
  public CompletableFuture<Prepared> prepare(StoredUnikernel config, Start start) {
    return config.image().isEmpty()
        ? CompletableFuture.failedFuture(new AlbatrossException("not a valid Solo5 image: empty"))
        : CompletableFuture.completedFuture(new Prepared.Bhyve());
  }

  @Override
  public CompletableFuture<Launched> launch(
      Name name, StoredUnikernel config, Prepared prepared, long rings, Start start) {
    CompletableFuture<Void> opened = gate.orElseGet(() -> CompletableFuture.completedFuture(null));
    return opened.thenCompose(
        go -> {
          if (failing.contains(name.text()) || failingOnce.remove(name.text())) {
            return CompletableFuture.failedFuture(new AlbatrossException("no tap for you"));
          }
          launches.add(name.text() + (config.arguments().addName() ? " with name" : ""));
          Launched launched =
              new Launched(
                  nextPid++,
                  now,
                  Bytes.EMPTY,
                  List.of(),
                  Optional.empty(),
                  new CompletableFuture<>());
          onHost.computeIfAbsent(name.text(), n -> new ArrayList<>()).add(launched);
          return CompletableFuture.completedFuture(launched);
        });
  }

  @Override
  public void terminate(Name name, Launched launched) {
    if (obeysSigterm) {
      launched.exit().complete(new ExitStatus.Signalled(15));
    }
  }

  @Override
  public CompletableFuture<Void> cleanUp(Name name, Launched launched) {
    onHost.get(name.text()).remove(launched);
    onHost.values().removeIf(List::isEmpty);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Cancellable later(Duration delay, Runnable action) {
    Later later = new Later(delay, action);
    timers.add(later);
    return later;
  }
}
