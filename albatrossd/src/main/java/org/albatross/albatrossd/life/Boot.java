package org.albatross.albatrossd.life;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.albatross.albatrossd.life.Action.Severity;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.ResourceRules;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.policy.Usage;
import org.albatross.core.store.StoredUnikernel;

/** The start of albatrossd, with what the state has, and its end. */
final class Boot {
  private Boot() {}

  /** All is known from now on, so that the next save does not lose it, and started one by one. */
  static void restore(Step step, Event.Restore restore) {
    List<Named<StoredUnikernel>> ordered = new ArrayList<>(restore.configs().entries());
    ordered.sort(Comparator.comparingLong(each -> each.value().arguments().startupOrDefault()));
    // Whoever asked for an address has it: the others give way.
    ordered.stream()
        .sorted(Comparator.comparing(each -> !asksForAddress(each.value())))
        .forEach(each -> remember(step, each.name(), each.value(), restore.root()));
    List<Name> names = ordered.stream().map(Named::name).toList();
    step.become(step.state().starting(names, Optional.empty()));
    startNext(step);
  }

  private static boolean asksForAddress(StoredUnikernel config) {
    return config.arguments().nets().stream().anyMatch(net -> net.mac().isPresent());
  }

  private static void remember(
      Step step, Name name, StoredUnikernel config, Optional<Policy> root) {
    Resources resources = step.state().resources();
    try {
      if (root.isPresent()) {
        ResourceRules.checkCreate(resources, name, config.arguments(), root.get());
      }
    } catch (AlbatrossException e) {
      step.log(
          Severity.WARNING,
          "starting %s though it does not fit any more: %s".formatted(name, e.getMessage()));
    }
    try {
      step.hold(name, Optional.of(free(resources, resources.usage(name, config.arguments()))));
    } catch (InvalidNameException e) {
      step.log(
          Severity.WARNING,
          "%s names a block device that cannot exist: %s".formatted(name, e.getMessage()));
    }
    step.enter(new Unikernel(name, config));
  }

  /** Without block devices if somebody before has one of them: it cannot run beside that. */
  private static Usage free(Resources resources, Usage usage) {
    return usage.blocks().stream().anyMatch(resources::isBusy)
        ? new Usage(usage.cpuIds(), usage.memory(), usage.bridges(), List.of(), usage.stations())
        : usage;
  }

  private static void startNext(Step step) {
    List<Name> names = step.state().toStart();
    if (names.isEmpty()) {
      step.become(step.state().starting(names, Optional.empty()));
      step.act(new Action.AllStarted());
      return;
    }
    Name next = names.get(0);
    step.become(step.state().starting(names.subList(1, names.size()), Optional.of(next)));
    Starting.begin(step, next, Optional.empty());
  }

  /** What was under way for this name is over. */
  static void goOn(Step step, Name name) {
    if (step.state().starting().equals(Optional.of(name)) && !isStarting(step, name)) {
      step.become(step.state().starting(step.state().toStart(), Optional.empty()));
      startNext(step);
    }
  }

  private static boolean isStarting(Step step, Name name) {
    return step.place(name).change().filter(Change.Start.class::isInstance).isPresent();
  }

  /** Nothing starts any more; what is under way comes to its end first. */
  static void stop(Step step) {
    if (step.state().stopping()) {
      return;
    }
    boolean restoring = step.state().starting().isPresent();
    step.become(step.state().whileStopping());
    for (Named<Place> each : step.state().places().entries()) {
      refuseWaiting(step, each.name());
      if (each.value().change().isEmpty()) {
        Turns.over(step, each.name());
      }
    }
    if (restoring) {
      step.act(new Action.AllStarted());
    }
    checkEnded(step);
  }

  private static void refuseWaiting(Step step, Name name) {
    Place place = step.place(name);
    place
        .waiting()
        .forEach(each -> Turns.refuse(step, each.ticket(), "albatrossd is shutting down"));
    step.put(name, place.withoutWaiting());
  }

  /** Ends what runs under a name for which nothing is under way. */
  static void shutDown(Step step, Name name) {
    refuseWaiting(step, name);
    Optional<Unikernel> unikernel = step.place(name).unikernel();
    if (unikernel.isEmpty()) {
      checkEnded(step);
    } else if (unikernel.get().run().isPresent()) {
      Turns.begin(step, name, new Change.Shutdown());
      Runs.end(step, name);
    } else {
      step.update(name, each -> each.due(Optional.empty()));
      checkEnded(step);
    }
  }

  private static void checkEnded(Step step) {
    if (step.state().isAtRest()) {
      step.act(new Action.AllEnded());
    }
  }
}
