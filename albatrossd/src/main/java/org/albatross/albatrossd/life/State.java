package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.ResourceRules;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.policy.Usage;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.store.StoredUnikernel;

/**
 * All that albatrossd knows: who lives, what each holds, what is under way.
 *
 * @param places the names that somebody has, or for which something is under way
 * @param gone who ended for good a moment ago
 * @param toStart what the state had and is still to be started, one after the other
 * @param starting the one of these that is being started
 * @param stopping whether albatrossd is to end
 * @param lastId the last number that was given to a run or a save
 */
public record State(
    Resources resources,
    NameTrie<Place> places,
    NameTrie<Gone> gone,
    List<Name> toStart,
    Optional<Name> starting,
    boolean stopping,
    long lastId) {
  /** The largest number of the wire, meaning no limit. */
  public static final long UNLIMITED = (1L << 62) - 1;

  /**
   * How many consoles a path without a policy keeps (docs/protocol/daemons.md, albatross-console).
   */
  private static final long DEFAULT_RINGS = 64;

  public State {
    toStart = List.copyOf(toStart);
  }

  /** Nobody lives yet. */
  public static State initial(Resources resources) {
    return new State(
        resources, NameTrie.empty(), NameTrie.empty(), List.of(), Optional.empty(), false, 0);
  }

  /** The same with policies, block devices or transfers changed. */
  public State with(UnaryOperator<Resources> change) {
    return with(change.apply(resources));
  }

  State with(Resources changed) {
    return new State(changed, places, gone, toStart, starting, stopping, lastId);
  }

  State with(Name name, Place place) {
    NameTrie<Place> changed = place.isFree() ? places.without(name) : places.with(name, place);
    return new State(resources, changed, gone, toStart, starting, stopping, lastId);
  }

  State withGone(NameTrie<Gone> changed) {
    return new State(resources, places, changed, toStart, starting, stopping, lastId);
  }

  State starting(List<Name> rest, Optional<Name> now) {
    return new State(resources, places, gone, rest, now, stopping, lastId);
  }

  State whileStopping() {
    return new State(resources, places, gone, List.of(), Optional.empty(), true, lastId);
  }

  State nextId() {
    return new State(resources, places, gone, toStart, starting, stopping, lastId + 1);
  }

  Place place(Name name) {
    return places.get(name).orElse(Place.FREE);
  }

  public Optional<Unikernel> find(Name name) {
    return place(name).unikernel();
  }

  /** Those below a path, or the one of a full name. */
  public List<Unikernel> list(Name name) {
    Stream<Place> wanted =
        name.label().isPresent()
            ? places.get(name).stream()
            : places.below(name.path()).stream().map(Named::value);
    return wanted.flatMap(place -> place.unikernel().stream()).toList();
  }

  /** Those of {@link #list} that run. */
  public List<Unikernel> running(Name name) {
    return list(name).stream().filter(unikernel -> unikernel.running().isPresent()).toList();
  }

  /** One that is gone, since a moment. */
  public Optional<Unikernel> findGone(Name name, Moment now) {
    return gone.get(name)
        .filter(each -> !now.reached(each.since().plus(Gone.TOLD).plusNanos(1)))
        .map(Gone::unikernel);
  }

  /** All that run or are to run: what the state on the disk has to have. */
  public NameTrie<StoredUnikernel> configs() {
    NameTrie<StoredUnikernel> configs = NameTrie.empty();
    for (Named<Gone> each : gone.entries()) {
      if (each.value().kept()) {
        configs = configs.with(each.name(), each.value().unikernel().config());
      }
    }
    for (Unikernel each : list(Name.ROOT)) {
      if (!each.condemned()) {
        configs = configs.with(each.name(), each.kept());
      }
    }
    return configs;
  }

  /**
   * What a unikernel would take.
   *
   * @param force whether it may take the place of one that has the name
   * @throws AlbatrossException if it may not be created
   */
  public Usage checkCreate(Name name, Arguments arguments, boolean force, Policy root)
      throws AlbatrossException {
    Resources without = force ? resources.withoutUnikernel(name) : resources;
    ResourceRules.checkCreate(without, name, arguments, root);
    return without.usage(name, arguments);
  }

  /** The arguments of a unikernel with the addresses that its nets have on their bridges. */
  public Arguments withAddresses(Name name, Arguments arguments) {
    return resources
        .unikernels()
        .get(name)
        .map(usage -> usage.withAddresses(arguments))
        .orElse(arguments);
  }

  /** How many consoles a path may keep: as many as unikernels may run there. */
  public long ringsOf(Path path) {
    if (path.isRoot()) {
      return UNLIMITED;
    }
    return path.fromRoot().stream()
        .flatMap(each -> resources.policies().get(each).stream())
        .reduce((outer, inner) -> inner)
        .map(Policy::unikernels)
        .orElse(DEFAULT_RINGS);
  }

  /** When something is due next ({@link Event.TimeCame}). */
  public Optional<Duration> nextDue() {
    return Deadlines.next(this);
  }

  /** Whether nothing runs, and nothing is under way. */
  boolean isAtRest() {
    return places.entries().stream()
        .map(Named::value)
        .allMatch(
            place ->
                place.change().isEmpty() && place.unikernel().flatMap(Unikernel::run).isEmpty());
  }
}
