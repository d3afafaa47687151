package org.albatross.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;

/**
 * All consoles and the rules of who is kept (contract 2, albatross-console). Without any effect
 * outside of it; owned by one thread.
 *
 * @param <S> a subscriber, told apart by identity or equality
 */
final class Consoles<S> {
  /** What the original's albatrossd sends where there is no policy; it means no limit known. */
  private static final long UNKNOWN = 0;

  private static final long DEFAULT_RINGS = 64;

  private final int maxSubscribers;
  private final long maxInactiveBytes;
  private final Map<Path, Map<Label, Console<S>>> paths = new HashMap<>();
  private long endings;

  /**
   * No consoles yet.
   *
   * @param maxSubscribers how many may read one console at a time, at least 1
   * @param maxInactiveBytes what all rings together may take whose unikernel is gone: where there
   *     is no policy albatrossd names no limit
   */
  Consoles(int maxSubscribers, long maxInactiveBytes) {
    this.maxSubscribers = maxSubscribers;
    this.maxInactiveBytes = maxInactiveBytes;
  }

  /** The console of a name, if there is one. */
  Optional<Console<S>> get(Name name) {
    return name.label().map(label -> paths.getOrDefault(name.path(), Map.of()).get(label));
  }

  /** What came of a subscription: the console, and who has to leave for it. */
  record Subscription<S>(Console<S> console, Optional<S> replaced) {}

  /**
   * A unikernel starts. If its path has more rings than it may keep, those go that ended first; but
   * none of which the unikernel runs, and none that somebody reads.
   *
   * @param name a name with a last label
   * @param rings how many its path may keep: 0 means 64, less means 1
   */
  Console<S> start(Name name, long rings) {
    Console<S> console = find(name);
    console.start();
    trim(name.path(), rings == UNKNOWN ? DEFAULT_RINGS : Math.max(1, rings));
    return console;
  }

  /** The unikernel of a console is gone; its ring stays, while there is room for it. */
  void end(Name name) {
    get(name).ifPresent(console -> console.end(endings++));
    List<Console<S>> ended = droppable(paths.values().stream().flatMap(Consoles::all)).toList();
    long bytes = ended.stream().mapToLong(console -> console.ring().orElseThrow().bytes()).sum();
    for (Console<S> console : ended) {
      if (bytes <= maxInactiveBytes) {
        return;
      }
      bytes -= console.ring().orElseThrow().bytes();
      forget(console);
    }
  }

  private static <S> Stream<Console<S>> all(Map<Label, Console<S>> labels) {
    return labels.values().stream();
  }

  /** Those with a ring whose unikernel is gone and whom nobody reads; first who ended first. */
  private static <S> Stream<Console<S>> droppable(Stream<Console<S>> consoles) {
    return consoles
        .filter(console -> console.ring().isPresent())
        .filter(console -> !console.isActive() && !console.isWanted())
        .sorted(Comparator.comparingLong(Console::endedAs));
  }

  /**
   * Somebody reads a console, from its unikernel's first line if that was not seen yet. Where too
   * many read it, the oldest is replaced.
   */
  Subscription<S> subscribe(Name name, S subscriber) {
    Console<S> console = find(name);
    Optional<S> replaced =
        console.queue().size() < maxSubscribers
            ? Optional.empty()
            : Optional.of(console.queue().removeFirst());
    console.queue().addLast(subscriber);
    return new Subscription<>(console, replaced);
  }

  /** Somebody reads a console no longer; nothing happens if it was replaced. */
  void unsubscribe(Name name, S subscriber) {
    get(name)
        .filter(console -> console.queue().remove(subscriber))
        .filter(console -> console.ring().isEmpty() && !console.isWanted())
        .ifPresent(this::forget);
  }

  /** The names at and below a path whose unikernel is gone, in the order of their texts. */
  List<Name> inactive(Path path) {
    return paths.values().stream()
        .flatMap(labels -> labels.values().stream())
        .filter(console -> console.ring().isPresent() && !console.isActive())
        .map(Console::name)
        .filter(name -> name.isBelow(path))
        .sorted(Comparator.comparing(Name::text))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** How many consoles there are, those that are only waited for included. */
  int size() {
    return paths.values().stream().mapToInt(Map::size).sum();
  }

  private Console<S> find(Name name) {
    return paths
        .computeIfAbsent(name.path(), path -> new TreeMap<>())
        .computeIfAbsent(name.label().orElseThrow(), label -> new Console<>(name));
  }

  private void trim(Path path, long rings) {
    List<Console<S>> kept =
        paths.get(path).values().stream().filter(console -> console.ring().isPresent()).toList();
    droppable(kept.stream()).limit(Math.max(0, kept.size() - rings)).toList().forEach(this::forget);
  }

  private void forget(Console<S> console) {
    Path path = console.name().path();
    Map<Label, Console<S>> labels = paths.get(path);
    labels.remove(console.name().label().orElseThrow());
    if (labels.isEmpty()) {
      paths.remove(path);
    }
  }
}
