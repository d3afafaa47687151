package org.albatross.albatrossd.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.StoredUnikernel;

/** One albatrossd after another on the same simulated host, with random events. */
final class LifeSimulation {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> NAMES = List.of("a:x", "a:y", "a:z", "b:x");
  private static final List<String> DISKS = List.of("one", "two");
  private static final SortedSet<Long> CPUS = SortedSets.copyOf(Set.of(0L));

  private final Random random;
  private final SimulatedHost host;
  private final Map<Name, Promise> promised = new HashMap<>();
  private final Map<Long, Asked> open = new HashMap<>();

  /** Who ended for good, and when; nobody has asked anything of the name since. */
  private final Map<Name, Duration> departed = new HashMap<>();

  private State state;
  private Duration elapsed = Duration.ZERO;
  private long tickets;
  private boolean fits = true;
  private double failing;
  private boolean consoleAway;
  String last = "";

  /** What somebody asked for. */
  private record Asked(Name name, Request request) {}

  /**
   * What was acknowledged of a name.
   *
   * @param config absent: it is to be gone
   * @param sure whether that is known: not of one who was told that it takes too long
   */
  private record Promise(Optional<StoredUnikernel> config, boolean sure) {}

  LifeSimulation(long seed) {
    random = new Random(seed);
    host = new SimulatedHost(random, policy(1000));
    failing = random.nextInt(3) * 0.15;
    state = State.initial(resources());
    handle(new Event.Restore(NameTrie.empty(), Optional.of(policy(1000))));
  }

  private static Policy policy(long memory) {
    return new Policy(CPUS, 100, memory, OptionalLong.of(100), SortedSets.copyOf(Set.of()));
  }

  private static Resources resources() {
    Resources resources = Resources.empty(Optional.empty());
    for (String disk : DISKS) {
      resources = resources.withBlock(name("a:" + disk), 1);
    }
    return resources.withPolicies(
        NameTrie.<Policy>empty().with(name("a:"), policy(500)).with(name("b:"), policy(300)));
  }

  static Name name(String text) {
    try {
      return Name.parse(text);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private StoredUnikernel randomConfig(Name name) {
    List<BlockDevice> blocks = new ArrayList<>();
    if (name.path().toString().equals("a:") && random.nextBoolean()) {
      String disk = DISKS.get(random.nextInt(DISKS.size()));
      blocks.add(new BlockDevice(disk, Optional.of(disk), OptionalLong.empty()));
    }
    OnFailure onFailure =
        random.nextBoolean()
            ? new OnFailure.Quit()
            : new OnFailure.Restart(SortedSets.copyOf(Set.of()));
    long memory = 100L * (1 + random.nextInt(3));
    Arguments arguments =
        new Arguments(
            onFailure,
            OptionalLong.of(random.nextInt(3)),
            random.nextInt(4) == 0,
            CPUS,
            memory,
            blocks,
            List.of(),
            Optional.empty(),
            1,
            Optional.empty());
    ImageId image = new ImageId(Bytes.wrap(new byte[ImageId.DIGEST_LENGTH]), 5);
    return new StoredUnikernel(VmType.SOLO5, Optional.of(image), arguments);
  }

  /** Something happens, whatever. */
  void step() {
    int dice = random.nextInt(100);
    if (dice < 12) {
      ask();
    } else if (dice < 60 && !host.jobs.isEmpty()) {
      handle(host.comeBack(failing));
    } else if (dice < 80 && host.isSaving()) {
      host.write(state.configs(), failing).forEach(this::handle);
    } else if (dice < 88) {
      host.exit(randomStatus()).ifPresent(this::handle);
    } else if (dice < 97) {
      pass(Duration.ofMillis(random.nextInt(3) * 700L));
    } else if (dice < 98) {
      loseConsole();
    } else if (dice < 99) {
      pass(Duration.ofSeconds(random.nextInt(10) == 0 ? random.nextInt(200) : 1));
    } else {
      stopAndStartAgain();
    }
  }

  private ExitStatus randomStatus() {
    return switch (random.nextInt(4)) {
      case 0 -> new ExitStatus.Exited(0);
      case 1 -> new ExitStatus.Exited(64);
      case 2 -> new ExitStatus.Signalled(11);
      default -> new ExitStatus.Exited(2);
    };
  }

  private void ask() {
    Name name = name(NAMES.get(random.nextInt(NAMES.size())));
    Request request =
        switch (random.nextInt(5)) {
          case 0 -> new Request.Destroy();
          case 1 -> new Request.Restart(Optional.empty());
          case 2 -> new Request.Restart(Optional.of(randomConfig(name).arguments()));
          case 3 -> new Request.Create(randomConfig(name), false);
          default -> new Request.Create(randomConfig(name), true);
        };
    long ticket = ++tickets;
    open.put(ticket, new Asked(name, request));
    departed.remove(name);
    handle(new Event.Asked(ticket, name, request));
  }

  private void loseConsole() {
    consoleAway = true;
    host.loseConsole().forEach(this::handle);
    consoleAway = false;
    handle(new Event.ConsoleBack());
  }

  private void pass(Duration time) {
    elapsed = elapsed.plus(time);
    while (state.nextDue().filter(due -> due.compareTo(elapsed) <= 0).isPresent()) {
      handle(new Event.TimeCame());
    }
  }

  private void handle(Event event) {
    last = event.toString();
    Handler.Outcome outcome =
        Handler.handle(state, event, new Moment(START.plus(elapsed), elapsed));
    boolean before = fits;
    state = outcome.state();
    for (Action action : outcome.actions()) {
      if (action instanceof Action.LogEnd end && end.delay().isEmpty() && !state.stopping()) {
        promised.put(end.name(), new Promise(Optional.empty(), false));
        departed.put(end.name(), elapsed);
      }
      host.carryOut(action);
      if (action instanceof Action.Answer answer) {
        heard(answer);
      }
    }
    fits = fits();
    assertTrue(fits || !before || event instanceof Event.Restore, "above a policy by " + event);
    check();
  }

  private void heard(Action.Answer answer) {
    Asked asked = open.remove(answer.ticket());
    if (answer.failure().isPresent()) {
      if (String.valueOf(answer.failure().get().getMessage()).contains("it is not done")) {
        promised.put(asked.name(), new Promise(Optional.empty(), false));
      }
      return;
    }
    departed.remove(asked.name());
    Optional<StoredUnikernel> onDisk = host.disk.get(asked.name());
    if (asked.request() instanceof Request.Destroy) {
      assertEquals(Optional.empty(), onDisk, "what was destroyed is gone from the disk");
    } else {
      assertTrue(onDisk.isPresent(), "what was created is on the disk");
      if (asked.request() instanceof Request.Create create) {
        assertEquals(create.config(), onDisk.get());
      }
    }
    promised.put(asked.name(), new Promise(onDisk, true));
  }

  private boolean fits() {
    for (Named<Policy> each : state.resources().policies().entries()) {
      if (state.resources().totalsBelow(each.name().path()).memory() > each.value().memory()) {
        return false;
      }
    }
    return state.resources().totalsBelow(org.albatross.core.model.Path.ROOT).memory() <= 1000;
  }

  /** What holds after each event. */
  private void check() {
    for (Named<Place> each : state.places().entries()) {
      Place place = each.value();
      place
          .unikernel()
          .flatMap(Unikernel::run)
          .filter(run -> run.isToBeRead() && !consoleAway)
          .ifPresent(
              run ->
                  assertTrue(
                      host.introduced.contains(run.id()),
                      () -> "the console of " + each.name() + " was not asked for"));
      if (place.change().flatMap(Change::ticket).isPresent() || !place.waiting().isEmpty()) {
        assertTrue(state.nextDue().isPresent(), "nobody waits without a deadline");
      }
    }
    for (Map.Entry<Name, Promise> each : promised.entrySet()) {
      check(each.getKey(), each.getValue());
    }
    departed.values().removeIf(since -> elapsed.minus(since).compareTo(Gone.GRACE) >= 0);
    departed
        .keySet()
        .forEach(
            name ->
                assertTrue(
                    state.configs().get(name).isPresent(),
                    () -> name + " may have been ended by who ends albatrossd"));
    checkHeld();
  }

  private void check(Name name, Promise promise) {
    if (!promise.sure()) {
      return;
    }
    Place place = state.place(name);
    boolean moves = place.change().isPresent() && !(place.change().get() instanceof Change.Start);
    if (promise.config().isPresent()) {
      assertTrue(moves || host.disk.get(name).isPresent(), () -> name + " was lost from the disk");
      if (place.change().isEmpty()) {
        assertEquals(
            without(promise.config().get()),
            place.unikernel().map(Unikernel::config).map(LifeSimulation::without).orElseThrow(),
            () -> "it is as it was acknowledged: " + name);
      }
    } else if (place.change().isEmpty()) {
      assertEquals(Optional.empty(), place.unikernel(), () -> name + " came back");
      // A create that came to nothing may be there until the disk takes something again.
      assertTrue(
          host.isSaving() || host.disk.get(name).isEmpty(), () -> name + " came back to the disk");
    }
  }

  private static StoredUnikernel without(StoredUnikernel config) {
    return config.withArguments(config.arguments().withoutName());
  }

  /** Nobody's block device is held by two, and what runs holds what it has. */
  private void checkHeld() {
    Set<Name> seen = new HashSet<>();
    for (var each : state.resources().unikernels().entries()) {
      for (Name block : each.value().blocks()) {
        assertTrue(seen.add(block), () -> block + " is held twice");
      }
    }
    for (SimulatedHost.Made made : host.made.values()) {
      for (BlockDevice block : made.config.arguments().blocks()) {
        Name device = name(made.name.path() + block.hostDevice());
        assertTrue(
            state.resources().unikernels().get(made.name).orElseThrow().blocks().contains(device),
            () -> made.name + " has " + device + " and does not hold it");
      }
    }
  }

  /** Until nothing is under way and nothing is due soon; the host fails no more. */
  void settle() {
    failing = 0;
    int rounds = 0;
    while (!host.jobs.isEmpty() || host.isSaving() || isChanging()) {
      if (host.isSaving()) {
        host.write(state.configs(), 0).forEach(this::handle);
      } else if (!host.jobs.isEmpty()) {
        handle(host.comeBack(0));
      } else if (host.exitKilled().map(this::handled).isEmpty()) {
        pass(Duration.ofSeconds(1));
      }
      assertTrue(++rounds < 10_000, "it never comes to rest");
    }
    host.checkNothingIsLeft(state);
    assertEquals(Map.of(), open, "everybody was answered");
  }

  private boolean handled(Event event) {
    handle(event);
    return true;
  }

  private boolean isChanging() {
    return state.places().entries().stream().anyMatch(each -> each.value().change().isPresent());
  }

  private void stopAndStartAgain() {
    if (random.nextBoolean()) {
      handle(new Event.Stop());
      settle();
      assertTrue(host.allEnded && host.made.isEmpty(), "nothing runs after the end");
    } else {
      crash();
    }
    failing = random.nextInt(3) * 0.15;
    departed.clear();
    host.allStarted = false;
    host.allEnded = false;
    state = State.initial(resources());
    fits = true;
    handle(new Event.Restore(host.disk, Optional.of(policy(1000))));
    int rounds = 0;
    while (!host.allStarted) {
      if (host.jobs.isEmpty()) {
        pass(Duration.ofSeconds(11));
      } else {
        handle(host.comeBack(failing));
      }
      assertTrue(++rounds < 1000, "it never comes up");
    }
  }

  /** As if albatrossd were killed: whoever waits hears nothing, and the next one settles all. */
  private void crash() {
    host.die();
    open.values().forEach(each -> promised.put(each.name(), new Promise(Optional.empty(), false)));
    open.clear();
    departed.clear();
    for (Map.Entry<Name, Promise> each : promised.entrySet()) {
      Promise promise = each.getValue();
      if (promise.sure() && promise.config().isPresent()) {
        assertTrue(
            host.disk.get(each.getKey()).isPresent(),
            () -> "what was acknowledged of " + each.getKey() + " is on the disk");
      }
    }
  }
}
