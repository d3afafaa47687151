package org.albatross.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.ring.Ring;

/**
 * All consoles and the rules of who is kept. All rings together take bounded memory: beyond it the
 * tenant gives way that has most, so that one that has little loses nothing to the others. Without
 * any effect outside of it; owned by one thread.
 *
 * @param <S> a subscriber, told apart by identity or equality
 */
final class Consoles<S> {
  /** What the original's albatrossd sends where there is no policy; it means no limit known. */
  private static final long UNKNOWN = 0;

  private static final long DEFAULT_RINGS = 64;

  /** Beyond the bound so much more is given free, so that it is not for each line anew. */
  private static final int SLACK = 32;

  /** The part of a ring that gives way at a time. */
  private static final int PART_OF_RING = 4;

  private final int maxSubscribers;
  private final long maxBytes;
  private final Map<Path, Map<Label, Console<S>>> paths = new HashMap<>();
  private long endings;
  private long bytes;

  /**
   * No consoles yet.
   *
   * @param maxSubscribers how many may read one console at a time, at least 1
   * @param maxBytes what all rings together may take
   */
  Consoles(int maxSubscribers, long maxBytes) {
    this.maxSubscribers = maxSubscribers;
    this.maxBytes = maxBytes;
  }

  /** Whose a unikernel is, as far as its name says: all below one label of the root are one's. */
  static Path tenant(Name name) {
    Path path = name.path();
    return path.isRoot() ? path : new Path(path.labels().subList(0, 1));
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
    bytes -= console.bytes();
    console.start();
    bytes += console.bytes();
    trim(name.path(), rings == UNKNOWN ? DEFAULT_RINGS : Math.max(1, rings));
    return console;
  }

  /** The unikernel of a console is gone; its ring stays, while there is room for it. */
  void end(Name name) {
    get(name).ifPresent(console -> console.end(endings++));
    limit();
  }

  /** A unikernel said something; its ring keeps it, while there is room for it. */
  void add(Console<S> console, Instant time, List<Bytes> lines) {
    bytes -= console.bytes();
    console.ring().ifPresent(ring -> lines.forEach(line -> ring.add(time, line)));
    bytes += console.bytes();
    limit();
  }

  private void limit() {
    if (bytes <= maxBytes) {
      return;
    }
    boolean more = true;
    while (more && bytes > maxBytes - maxBytes / SLACK) {
      more = giveWay(largestTenant());
    }
  }

  private List<Console<S>> largestTenant() {
    Map<Path, List<Console<S>>> tenants =
        paths.values().stream()
            .flatMap(Consoles::all)
            .collect(Collectors.groupingBy(console -> tenant(console.name())));
    return tenants.values().stream()
        .max(Comparator.comparingLong(all -> all.stream().mapToLong(Console::bytes).sum()))
        .orElse(List.of());
  }

  /**
   * Of a tenant first goes who ended first, and that nobody reads; then the oldest lines of the
   * ring that has most.
   *
   * @return whether there was anything to be had
   */
  private boolean giveWay(List<Console<S>> consoles) {
    Optional<Console<S>> ended = droppable(consoles.stream()).findFirst();
    if (ended.isPresent()) {
      forget(ended.get());
      return true;
    }
    Optional<Ring> largest =
        consoles.stream()
            .flatMap(console -> console.ring().stream())
            .filter(ring -> ring.size() > 0)
            .max(Comparator.comparingLong(Ring::bytes));
    largest.ifPresent(
        ring -> {
          bytes -= ring.bytes();
          ring.drop(Math.max(1, ring.size() / PART_OF_RING));
          bytes += ring.bytes();
        });
    return largest.isPresent();
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
    bytes -= console.bytes();
    Path path = console.name().path();
    Map<Label, Console<S>> labels = paths.get(path);
    labels.remove(console.name().label().orElseThrow());
    if (labels.isEmpty()) {
      paths.remove(path);
    }
  }
}
