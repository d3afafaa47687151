package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.albatross.core.host.HostException;
import org.albatross.core.host.process.Processes;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.ManifestFile;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * albatrossd is killed at any moment. After the next start the state is that of the last change
 * that was acknowledged, or has the one that was in flight too; everything runs once and nothing is
 * left. {@code -Dalbatross.crash.rounds=200} is the full length.
 */
class CrashIT {
  private static final int ROUNDS = Integer.getInteger("albatross.crash.rounds", 8);
  private static final List<String> POINTS =
      List.of(
          "image-received",
          "image-kept",
          "manifest-written",
          "manifest-last-kept",
          "manifest-renamed",
          "fifo-made",
          "tap-made",
          "spawned",
          "recorded",
          "tender-ended",
          "cleaned-up");

  private Sandbox sandbox;
  private State known = State.EMPTY;

  /** In MB: with another memory it is another image too. */
  private int memory = 16;

  /** What is to be there: unikernels with the memory they were given, and paths with policies. */
  private record State(Set<String> unikernels, Set<String> policies) {
    static final State EMPTY = new State(Set.of(), Set.of());

    State with(String unikernel) {
      String name = unikernel.split(" ", -1)[0];
      Set<String> all = new TreeSet<>(without(name).unikernels);
      all.add(unikernel);
      return new State(all, policies);
    }

    State without(String name) {
      return new State(
          unikernels.stream()
              .filter(each -> !each.startsWith(name + " "))
              .collect(Collectors.toCollection(TreeSet::new)),
          policies);
    }

    State withPolicy(String path) {
      Set<String> all = new TreeSet<>(policies);
      all.add(path);
      return new State(unikernels, all);
    }
  }

  /** A change, and the state after it. */
  private record Change(String name, Payload.Command command, State after) {}

  @BeforeEach
  void start() throws Exception {
    sandbox = new Sandbox();
    sandbox.startConsole();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  private Change create(String name, int memory, boolean force) {
    boolean net = Sandbox.isRoot();
    byte[] program = UnikernelImage.devices(List.of(), net ? List.of("service") : List.of());
    // Each image is another one: what is behind its end does not matter to a tender.
    Image image = new Image(false, Bytes.wrap(Arrays.copyOf(program, program.length + memory)));
    Arguments arguments =
        new Arguments(
            new OnFailure.Restart(SortedSets.copyOf(Set.of())),
            OptionalLong.empty(),
            false,
            SortedSets.copyOf(Set.of(0L)),
            memory,
            List.of(),
            net
                ? List.of(new NetDevice("service", Optional.of(Sandbox.BRIDGE), Optional.empty()))
                : List.of(),
            Optional.empty(),
            1,
            Optional.empty());
    UnikernelConfig config = new UnikernelConfig(VmType.SOLO5, image, arguments);
    return new Change(
        name, new UnikernelCommand.Create(config, force, false), known.with(name + " " + memory));
  }

  private Change destroy(String name) {
    return new Change(name, new UnikernelCommand.Destroy(), known.without(name));
  }

  private Change policy(String path) {
    Policy policy =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            9,
            900,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of(Sandbox.BRIDGE)));
    return new Change(path + ":", new PolicyCommand.Add(policy), known.withPolicy(path + ":"));
  }

  /** Asks, and learns what may be the case afterwards: the first is more likely. */
  private List<State> attempt(Change change) {
    try {
      Payload answer = sandbox.ask(change.name(), change.command());
      assertTrue(answer instanceof Success, () -> change + ": " + answer);
      return List.of(change.after());
    } catch (Exception e) {
      return List.of(change.after(), known);
    }
  }

  private void check(Collection<State> possible) throws Exception {
    State found = ask();
    assertTrue(possible.contains(found), () -> found + " is none of " + possible);
    known = found;
    int count = found.unikernels().size();
    // The stub tender has a helper or two at its begin.
    Sandbox.eventually("one tender for each of " + found, () -> tenders() == count);
    assertEquals(Sandbox.isRoot() ? count : 0, sandbox.taps().size(), "taps");
    assertEquals(count, files(sandbox.run().resolve("fifo")), "fifos");
    assertEquals(count, files(sandbox.run().resolve("running")), "records");
    long images =
        new ManifestFile(sandbox.db()).read().map(manifest -> manifest.images().size()).orElse(0);
    assertEquals(images, files(sandbox.db().resolve("images")), "images");
  }

  private int tenders() {
    try {
      return Processes.withStandardFilesBelow(sandbox.run().resolve("fifo")).size();
    } catch (HostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }

  private State ask() throws Exception {
    Set<String> unikernels = new TreeSet<>();
    var states = (Success.UnikernelStates) sandbox.ask(":", new UnikernelCommand.InfoState());
    for (var each : states.unikernels()) {
      assertTrue(
          each.value().phase() instanceof UnikernelStatus.Phase.Running, () -> each.toString());
      unikernels.add(each.name() + " " + each.value().info().memory());
    }
    Set<String> policies = new TreeSet<>();
    for (var each : ((Success.Policies) sandbox.ask(":", new PolicyCommand.Info())).policies()) {
      if (!each.name().equals(Name.ROOT)) {
        policies.add(each.name().text());
      }
    }
    return new State(unikernels, policies);
  }

  /** Changes until albatrossd dies at the point, or all are made. */
  private List<State> changeUntilItDies(Process process) throws Exception {
    List<State> possible = List.of(known);
    for (int i = 0; i < 5; i++) {
      Change change =
          switch (i) {
            case 0 -> policy("p" + known.policies().size());
            case 1 -> create("a:one", memory++, true);
            case 2 -> create("a:two", memory++, true);
            case 3 -> create("a:one", memory++, true);
            default -> destroy("a:two");
          };
      possible = attempt(change);
      if (possible.size() > 1 || process.waitFor(0, TimeUnit.MILLISECONDS)) {
        return possible;
      }
      known = possible.get(0);
    }
    return possible;
  }

  @Test
  void killedAtAnyPointItGoesOnWithWhatWasAcknowledged() throws Exception {
    for (String point : POINTS) {
      for (int count = 1; count <= (ROUNDS < 100 ? 1 : 3); count++) {
        Process process = sandbox.launchAlbatrossd("-Dalbatross.crash=" + point + ":" + count);
        Sandbox.eventually(
            "it listens, or is dead",
            () -> Files.exists(sandbox.run().resolve("util/vmmd.sock")) || !process.isAlive());
        List<State> possible = changeUntilItDies(process);
        boolean reachable = Sandbox.isRoot() || !point.equals("tap-made");
        assertTrue(
            !reachable || process.waitFor(5, TimeUnit.SECONDS), () -> point + " is never reached");
        sandbox.kill("albatrossd");
        sandbox.startAlbatrossd();
        check(possible);
        sandbox.kill("albatrossd");
      }
    }
  }

  @Test
  void killedAtAnyTimeItGoesOnWithWhatWasAcknowledged() throws Exception {
    long seed = Long.getLong("albatross.seed", System.nanoTime());
    Random random = new Random(seed);
    List<State> possible = List.of(known);
    for (int round = 0; round < ROUNDS; round++) {
      Process process = sandbox.launchAlbatrossd("");
      int life = random.nextInt(2500);
      Thread killer = new Thread(() -> killAfter(process, life));
      killer.start();
      try {
        possible = liveUntilKilled(process, random, possible);
      } catch (AssertionError e) {
        throw new AssertionError("round " + round + ", -Dalbatross.seed=" + seed, e);
      }
      killer.join();
      sandbox.kill("albatrossd");
    }
    sandbox.startAlbatrossd();
    check(possible);
  }

  private static void killAfter(Process process, int milliseconds) {
    try {
      if (!process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
        process.toHandle().destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<State> liveUntilKilled(Process process, Random random, List<State> before)
      throws Exception {
    List<State> possible = before;
    boolean checked = false;
    while (process.isAlive()) {
      if (!Files.exists(sandbox.run().resolve("util/vmmd.sock"))) {
        TimeUnit.MILLISECONDS.sleep(5);
        continue;
      }
      if (!checked) {
        Optional<State> found = askUnlessKilled();
        if (found.isEmpty()) {
          return possible;
        }
        List<State> might = possible;
        assertTrue(might.contains(found.get()), () -> found.get() + " is none of " + might);
        known = found.get();
        checked = true;
      }
      possible = attempt(any(random));
      if (possible.size() > 1) {
        return possible;
      }
      known = possible.get(0);
    }
    return possible;
  }

  private Optional<State> askUnlessKilled() {
    try {
      return Optional.of(ask());
    } catch (Exception e) {
      return Optional.empty();
    }
  }

  private Change any(Random random) {
    String name = "a:" + random.nextInt(3);
    boolean there = !known.without(name).equals(known);
    return switch (random.nextInt(4)) {
      case 0 -> policy("p" + random.nextInt(4));
      case 1 -> there ? destroy(name) : create(name, 16 + random.nextInt(9), false);
      default -> create(name, 16 + random.nextInt(9), true);
    };
  }
}
