package org.albatross.albatrossd.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Usage;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.store.StoredUnikernel;

/**
 * A host, a disk and albatross-console, as far as the life of unikernels touches them: they do what
 * they are asked in any order and whenever they like, and fail as they like. Each action is checked
 * to be one that makes sense.
 */
final class SimulatedHost {
  private final Random random;
  private final Policy root;

  /** What was asked for and has not come back. */
  final List<Action> jobs = new ArrayList<>();

  /** Saves come back in the order in which they were asked for. */
  final ArrayDeque<Action.Save> saves = new ArrayDeque<>();

  /** By the number of the run: what was made for it. */
  final TreeMap<Long, Made> made = new TreeMap<>();

  /** The runs whose console was asked for since albatross-console was last away. */
  final Set<Long> introduced = new HashSet<>();

  final Map<Long, StoredUnikernel> images = new HashMap<>();
  final Map<Long, Optional<Throwable>> answers = new HashMap<>();
  NameTrie<StoredUnikernel> disk = NameTrie.empty();
  boolean allStarted;
  boolean allEnded;
  private Optional<Write> writing = Optional.empty();
  private long nextPid = 1;

  /** Devices of a run, and whether its process is there. */
  static final class Made {
    final Name name;
    final StoredUnikernel config;
    boolean alive;
    boolean spawned;
    boolean killed;

    Made(Name name, StoredUnikernel config) {
      this.name = name;
      this.config = config;
    }
  }

  SimulatedHost(Random random, Policy root) {
    this.random = random;
    this.root = root;
  }

  void carryOut(Action action) {
    if (action instanceof Action.Save save) {
      saves.add(save);
    } else if (action instanceof Action.Hold hold) {
      assertFalse(images.containsKey(hold.run()));
      images.put(hold.run(), hold.config());
    } else if (action instanceof Action.Release release) {
      assertTrue(images.containsKey(release.run()), "released once");
      images.remove(release.run());
    } else if (action instanceof Action.Answer answer) {
      assertFalse(answers.containsKey(answer.ticket()), "answered once");
      answers.put(answer.ticket(), answer.failure());
    } else if (action instanceof Action.AllStarted) {
      assertFalse(allStarted);
      allStarted = true;
    } else if (action instanceof Action.AllEnded) {
      allEnded = true;
    } else if (action instanceof Action.Terminate terminate) {
      assertTrue(made.get(terminate.run()).spawned, "a process that was started is ended");
    } else if (action instanceof Action.Kill kill) {
      assertTrue(made.get(kill.run()).spawned, "a process that was started is killed");
      made.get(kill.run()).killed = true;
    } else {
      addJob(action);
    }
  }

  private void addJob(Action action) {
    if (action instanceof Action.Introduce introduce) {
      introduced.add(introduce.run());
    } else if (action instanceof Action.Furnish furnish) {
      assertTrue(
          made.values().stream().noneMatch(each -> each.name.equals(furnish.name())),
          "one fifo has one owner");
      checkNotBeingMade(furnish.name());
    } else if (action instanceof Action.Spawn spawn) {
      Made there = made.get(spawn.run());
      assertFalse(there.spawned, "spawned once");
    } else if (action instanceof Action.CleanUp clean) {
      Made there = made.get(clean.run());
      assertFalse(there.alive, "nothing is taken from a process that lives");
    } else if (!(action instanceof Action.Look || action instanceof Action.Prepare)) {
      return; // what is told and logged
    }
    jobs.add(action);
  }

  private void checkNotBeingMade(Name name) {
    for (Action job : jobs) {
      assertFalse(job instanceof Action.Furnish other && other.name().equals(name));
    }
  }

  /** Something that was asked for comes back; now and then as a failure. */
  Event comeBack(double failing) {
    Action job = jobs.remove(random.nextInt(jobs.size()));
    boolean fails = random.nextDouble() < failing;
    Throwable why = new AlbatrossException("the host does not like it");
    if (job instanceof Action.Look look) {
      return fails
          ? new Event.Failed(look.name(), look.run(), Event.Job.LOOK, why)
          : new Event.HostKnown(look.name(), look.run(), root);
    }
    if (job instanceof Action.Prepare prepare) {
      return fails
          ? new Event.Failed(prepare.name(), prepare.run(), Event.Job.PREPARE, why)
          : new Event.Ready(prepare.name(), prepare.run(), new Prepared.Bhyve());
    }
    if (job instanceof Action.Furnish furnish) {
      if (fails) {
        return new Event.Failed(furnish.name(), furnish.run(), Event.Job.FURNISH, why);
      }
      made.put(furnish.run(), new Made(furnish.name(), furnish.config()));
      return new Event.Furnished(furnish.name(), furnish.run());
    }
    if (job instanceof Action.Introduce introduce) {
      return fails
          ? new Event.Failed(introduce.name(), introduce.run(), Event.Job.INTRODUCE, why)
          : new Event.Introduced(introduce.name(), introduce.run());
    }
    if (job instanceof Action.Spawn spawn) {
      return spawn(spawn, fails, why);
    }
    Action.CleanUp clean = (Action.CleanUp) job;
    if (fails) {
      return new Event.Failed(clean.name(), clean.run(), Event.Job.CLEAN_UP, why);
    }
    assertFalse(made.remove(clean.run()).alive);
    return new Event.CleanedUp(clean.name(), clean.run());
  }

  private Event spawn(Action.Spawn spawn, boolean fails, Throwable why) {
    if (fails) {
      return new Event.Failed(spawn.name(), spawn.run(), Event.Job.SPAWN, why);
    }
    Made there = made.get(spawn.run());
    for (Made other : made.values()) {
      assertTrue(
          !other.alive || shared(other, there).isEmpty(),
          () -> "a block device in two hands: " + other.name + " and " + there.name);
    }
    there.alive = true;
    there.spawned = true;
    Tender tender =
        new Tender(nextPid++, LifeSimulation.START, Bytes.EMPTY, List.of(), Optional.empty());
    return new Event.Spawned(spawn.name(), spawn.run(), tender);
  }

  private static Set<String> shared(Made one, Made other) {
    Set<String> both = new HashSet<>(blocks(one));
    both.retainAll(blocks(other));
    return both;
  }

  private static List<String> blocks(Made made) {
    return made.config.arguments().blocks().stream()
        .map(BlockDevice::hostDevice)
        .map(device -> made.name.path() + device)
        .toList();
  }

  /** What is being written, for those who asked before that began. */
  private record Write(NameTrie<StoredUnikernel> configs, List<Action.Save> asked) {}

  boolean isSaving() {
    return !saves.isEmpty() || writing.isPresent();
  }

  /**
   * The state begins to be written, or was written, or could not be; what is asked to be lost can
   * be lost on a full disk.
   */
  List<Event> write(NameTrie<StoredUnikernel> now, double failing) {
    if (writing.isEmpty()) {
      writing = Optional.of(new Write(now, List.copyOf(saves)));
      saves.clear();
      return List.of();
    }
    Write write = writing.get();
    writing = Optional.empty();
    boolean whole = random.nextDouble() >= failing;
    boolean reduced = whole || random.nextBoolean();
    if (whole) {
      disk = write.configs();
    } else if (reduced) {
      for (Named<StoredUnikernel> each : disk.entries()) {
        if (write.configs().get(each.name()).isEmpty()) {
          disk = disk.without(each.name());
        }
      }
    }
    List<Event> events = new ArrayList<>();
    for (Action.Save save : write.asked()) {
      boolean done = whole || save.loss() && reduced;
      Throwable why = new AlbatrossException("the disk is full");
      events.add(new Event.Saved(save.save(), done ? Optional.empty() : Optional.of(why)));
    }
    if (!whole) {
      saves.add(new Action.Save(-1, false)); // it is tried again
    }
    return events;
  }

  void die() {
    jobs.clear();
    saves.clear();
    writing = Optional.empty();
    made.clear();
    images.clear();
    introduced.clear();
  }

  /** The process of a run ends, if there is one. */
  Optional<Event> exit(ExitStatus status) {
    return exit(status, made -> made.alive);
  }

  /** One that was killed ends, which is what all do; on SIGTERM some do not. */
  Optional<Event> exitKilled() {
    return exit(new ExitStatus.Signalled(9), made -> made.alive && made.killed);
  }

  private Optional<Event> exit(ExitStatus status, Predicate<Made> which) {
    List<Map.Entry<Long, Made>> alive =
        made.entrySet().stream().filter(each -> which.test(each.getValue())).toList();
    if (alive.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<Long, Made> one = alive.get(random.nextInt(alive.size()));
    one.getValue().alive = false;
    return Optional.of(new Event.Exited(one.getValue().name, one.getKey(), status));
  }

  /**
   * albatross-console goes: what it was asked for fails, before it is back and knows of nothing.
   */
  List<Event> loseConsole() {
    introduced.clear();
    List<Event> events = new ArrayList<>();
    for (Action job : List.copyOf(jobs)) {
      if (job instanceof Action.Introduce asked) {
        jobs.remove(job);
        Throwable why = new AlbatrossException("albatross-console is not connected");
        events.add(new Event.Failed(asked.name(), asked.run(), Event.Job.INTRODUCE, why));
      }
    }
    return events;
  }

  /** Of the runs that live, each has exactly what it needs. */
  void checkNothingIsLeft(State state) {
    Set<Long> runs = new HashSet<>();
    for (Unikernel each : state.list(Name.ROOT)) {
      each.run().ifPresent(run -> runs.add(run.id()));
    }
    assertEquals(runs, made.keySet());
    NameTrie<Usage> held = state.resources().unikernels();
    assertEquals(
        state.list(Name.ROOT).stream().map(Unikernel::name).toList(),
        held.entries().stream().map(Named::name).toList());
    for (Unikernel each : state.list(Name.ROOT)) {
      Usage usage = held.get(each.name()).orElseThrow();
      assertEquals(each.config().arguments().memory(), usage.memory(), "no more is held");
      assertTrue(usage.blocks().size() <= each.config().arguments().blocks().size());
    }
    assertEquals(Map.of(), images, "no image is held");
  }
}
