package org.albatross.albatrossd.unikernel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.life.Prepared;
import org.albatross.albatrossd.life.Tender;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.store.StoredUnikernel;

/**
 * A host without processes: everything happens when the test says so. Holds all that a launch makes
 * until it is cleaned up, so that a test sees what was left behind.
 */
public final class FakeRunner implements Runner {
  public final TreeMap<String, List<Spawned>> onHost = new TreeMap<>();
  public final List<String> launches = new ArrayList<>();
  public final List<String> introduced = new ArrayList<>();
  public final List<Later> timers = new ArrayList<>();

  /** By the number of the run: what was made for it, and its tender. */
  public final Map<Long, StoredUnikernel> furnished = new HashMap<>();

  private final Map<Long, Spawned> tenders = new HashMap<>();
  public final TreeSet<String> failing = new TreeSet<>();
  public final TreeSet<String> failingOnce = new TreeSet<>();
  public boolean obeysSigterm = true;
  public boolean knowsItself = true;
  public Optional<CompletableFuture<Void>> gate = Optional.empty();
  public Optional<CompletableFuture<Void>> console = Optional.empty();
  public Optional<CompletableFuture<Void>> spawning = Optional.empty();
  public Instant now = Instant.parse("2026-01-01T00:00:00Z");
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
  public void fireTimer() {
    Later next = timers.remove(0);
    now = now.plus(next.delay);
    next.action.run();
  }

  /** The tender of this name ends. */
  public void exit(String name, ExitStatus status) {
    List<Spawned> there = onHost.get(name);
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
  public CompletableFuture<Prepared> prepare(StoredUnikernel config, boolean awaited) {
    return config.image().isEmpty()
        ? CompletableFuture.failedFuture(new AlbatrossException("not a valid Solo5 image: empty"))
        : CompletableFuture.completedFuture(new Prepared.Bhyve());
  }

  @Override
  public CompletableFuture<Void> furnish(
      Name name, long run, StoredUnikernel config, Prepared prepared) {
    CompletableFuture<Void> opened = gate.orElseGet(() -> CompletableFuture.completedFuture(null));
    return opened.thenCompose(
        go -> {
          if (failing.contains(name.text()) || failingOnce.remove(name.text())) {
            return CompletableFuture.failedFuture(new AlbatrossException("no tap for you"));
          }
          furnished.put(run, config);
          return CompletableFuture.completedFuture(null);
        });
  }

  @Override
  public CompletableFuture<Void> introduce(Name name, long rings) {
    introduced.add(name.text());
    return console.orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  @Override
  public CompletableFuture<Spawned> spawn(Name name, long run) {
    return spawning
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenApply(go -> spawned(name, run));
  }

  private Spawned spawned(Name name, long run) {
    boolean named = furnished.get(run).arguments().addName();
    launches.add(name.text() + (named ? " with name" : ""));
    Tender tender = new Tender(nextPid++, now, Bytes.EMPTY, List.of(), Optional.empty());
    Spawned spawned = new Spawned(tender, new CompletableFuture<>());
    tenders.put(run, spawned);
    onHost.computeIfAbsent(name.text(), n -> new ArrayList<>()).add(spawned);
    return spawned;
  }

  @Override
  public void terminate(Name name, long run) {
    if (obeysSigterm) {
      tenders.get(run).exit().complete(new ExitStatus.Signalled(15));
    }
  }

  @Override
  public void kill(Name name, long run) {
    tenders.get(run).exit().complete(new ExitStatus.Signalled(9));
  }

  @Override
  public CompletableFuture<Void> cleanUp(Name name, long run) {
    furnished.remove(run);
    Optional.ofNullable(tenders.remove(run))
        .ifPresent(spawned -> onHost.get(name.text()).remove(spawned));
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
