package org.albatross.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Arguments;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.ExitStatus;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.OnFailure;
import org.albatross.core.model.Resources;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.UnikernelStatus.Phase;
import org.albatross.core.model.VmType;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.StoredUnikernel;
import org.junit.jupiter.api.Test;

/** The life of unikernels on a host without processes. */
class UnikernelsTest {
  private static final ExitStatus CRASH = new ExitStatus.Signalled(11);
  private static final OnFailure RESTART = new OnFailure.Restart(SortedSets.copyOf(Set.of()));

  private final FakeRunner host = new FakeRunner();
  private final List<String> told = new ArrayList<>();
  private final Holdings holdings = new Holdings(Resources.empty(Optional.empty()));
  private NameTrie<StoredUnikernel> saved = NameTrie.empty();
  private int saves;
  private int held;
  private boolean diskFull;
  private final Peers peers =
      new Peers() {
        @Override
        public void started(Name name, Launched launched) {
          told.add("add " + name);
        }

        @Override
        public void ended(Name name) {
          told.add("remove " + name);
        }
      };
  private final Unikernels unikernels =
      new Unikernels(host, peers, holdings, new Memory(), () -> host.now);

  /** A disk that is full when the test says so. */
  private final class Memory implements Keeper {
    @Override
    public CompletableFuture<Void> save() {
      if (diskFull) {
        return CompletableFuture.failedFuture(new AlbatrossException("no space left"));
      }
      saves++;
      saved = unikernels.configs();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Runnable hold(StoredUnikernel unikernel) {
      held++;
      return () -> held--;
    }
  }

  private static Name name(String text) {
    try {
      return Name.parse(text);
    } catch (org.albatross.core.model.InvalidNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static StoredUnikernel config(long memory, OnFailure onFailure, boolean addName) {
    Arguments arguments =
        new Arguments(
            onFailure,
            OptionalLong.empty(),
            addName,
            SortedSets.copyOf(Set.of(0L)),
            memory,
            List.of(),
            List.of(),
            Optional.empty(),
            1,
            Optional.empty());
    ImageId image = new ImageId(Bytes.wrap(new byte[ImageId.DIGEST_LENGTH]), 5);
    return new StoredUnikernel(VmType.SOLO5, Optional.of(image), arguments);
  }

  private static final StoredUnikernel ONCE = config(100, new OnFailure.Quit(), false);
  private static final StoredUnikernel FOREVER = config(100, RESTART, false);

  private static String refusal(CompletableFuture<Void> operation) {
    assertTrue(operation.isCompletedExceptionally());
    return Work.cause(assertThrows(CompletionException.class, operation::join)).getMessage();
  }

  private void create(String name, StoredUnikernel config) {
    unikernels.create(name(name), config, false).join();
  }

  private List<String> holding() {
    return holdings.resources().unikernels().entries().stream()
        .map(each -> each.name().text())
        .toList();
  }

  @Test
  void createStartsSavesAndTellsStatistics() {
    create("a:hello", ONCE);
    assertEquals(Set.of("a:hello"), host.onHost.keySet());
    assertEquals(List.of("add a:hello"), told);
    assertEquals(Optional.of(ONCE), saved.get(name("a:hello")));
  }

  @Test
  void aNameThatExistsIsRefusedAndRunsOn() {
    create(":hello", ONCE);
    String why = refusal(unikernels.create(name(":hello"), FOREVER, false));
    assertTrue(why.contains(":hello exists already"), why);
    assertEquals(List.of(":hello"), host.launches);
  }

  @Test
  void aLaunchThatFailsLeavesNothing() {
    host.failing.add(":hello");
    assertEquals("no tap for you", refusal(unikernels.create(name(":hello"), ONCE, false)));
    assertEquals(List.of(), holding());
    assertTrue(saved.isEmpty());
    host.failing.clear();
    create(":hello", ONCE);
  }

  @Test
  void anImageThatIsNoneLeavesNothingAndSparesWhatRuns() {
    create(":hello", ONCE);
    StoredUnikernel bad = new StoredUnikernel(VmType.SOLO5, Optional.empty(), ONCE.arguments());
    refusal(unikernels.create(name(":hello"), bad, true));
    refusal(unikernels.create(name(":other"), bad, false));
    assertEquals(List.of(":hello"), holding());
    assertEquals(List.of(":hello"), host.launches);
  }

  @Test
  void twoCreatesAtOnceCannotBothTakeTheLastMemory() {
    host.gate = Optional.of(new CompletableFuture<>());
    CompletableFuture<Void> first =
        unikernels.create(name(":one"), config(600, RESTART, false), false);
    CompletableFuture<Void> second =
        unikernels.create(name(":two"), config(600, RESTART, false), false);
    String why = refusal(second);
    assertTrue(why.contains("1000 MB of memory, 600 MB are used"), why);
    host.gate.get().complete(null);
    first.join();
  }

  @Test
  void forceCreateEndsTheOldOneFirst() {
    create(":hello", ONCE);
    Launched old = host.onHost.get(":hello").get(0);
    unikernels.create(name(":hello"), FOREVER, true).join();
    assertTrue(old.exit().isDone());
    assertEquals(1, host.onHost.get(":hello").size());
    assertEquals(List.of("add :hello", "remove :hello", "add :hello"), told);
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
  }

  @Test
  void forceCreateCountsAsIfTheOldOneWereGone() {
    create(":hello", config(800, RESTART, false));
    unikernels.create(name(":hello"), config(900, RESTART, false), true).join();
    String why = refusal(unikernels.create(name(":hello"), config(1001, RESTART, false), true));
    assertTrue(why.contains("1001 MB more were asked for"), why);
    assertEquals(1, host.onHost.size());
  }

  @Test
  void whenTheNewOneCannotStartTheOldOneComesBack() {
    create(":hello", ONCE);
    host.failingOnce.add(":hello");
    assertEquals("no tap for you", refusal(unikernels.create(name(":hello"), FOREVER, true)));
    assertEquals(1, host.onHost.get(":hello").size());
    assertEquals(Optional.of(ONCE), saved.get(name(":hello")));
    assertEquals(List.of(":hello"), holding());
    assertEquals(0, held);
  }

  @Test
  void oneThatCannotBeRestartedStaysAndIsTriedAgain() {
    create(":hello", FOREVER);
    host.failing.add(":hello");
    refusal(unikernels.restart(name(":hello"), config -> config));
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
    assertInstanceOf(Phase.Failed.class, phase(":hello").orElseThrow());
    host.failing.clear();
    host.fireTimer();
    assertInstanceOf(Phase.Running.class, phase(":hello").orElseThrow());
  }

  private Optional<Phase> phase(String name) {
    return unikernels.find(name(name)).orElseThrow().life().phase();
  }

  @Test
  void whatCannotBeKeptIsNotCreated() {
    diskFull = true;
    assertEquals("no space left", refusal(unikernels.create(name(":hello"), FOREVER, false)));
    assertTrue(host.onHost.isEmpty());
    assertTrue(unikernels.configs().isEmpty());
    assertEquals(List.of(), holding());
  }

  @Test
  void whatCannotReplaceItOnDiskLeavesTheOldOne() {
    create(":hello", ONCE);
    diskFull = true;
    assertEquals("no space left", refusal(unikernels.create(name(":hello"), FOREVER, true)));
    assertEquals(Optional.of(ONCE), unikernels.configs().get(name(":hello")));
    assertEquals(1, host.onHost.get(":hello").size());
  }

  @Test
  void oneThatCannotBeRemovedFromTheStateRunsOn() {
    create(":hello", ONCE);
    Launched running = host.onHost.get(":hello").get(0);
    diskFull = true;
    assertEquals("no space left", refusal(unikernels.destroy(name(":hello"))));
    assertEquals(List.of(running), host.onHost.get(":hello"));
    assertEquals(Optional.of(ONCE), unikernels.configs().get(name(":hello")));
    diskFull = false;
    unikernels.destroy(name(":hello")).join();
    assertTrue(saved.isEmpty());
  }

  @Test
  void theStateLosesItBeforeItsTenderEnds() {
    create(":hello", FOREVER);
    host.obeysSigterm = false;
    CompletableFuture<Void> destroyed = unikernels.destroy(name(":hello"));
    assertTrue(saved.isEmpty());
    assertFalse(destroyed.isDone());
    host.exit(":hello", new ExitStatus.Signalled(9));
    destroyed.join();
  }

  @Test
  void twoWhoDestroyTheSameAreAnsweredOneAfterTheOther() {
    create(":hello", FOREVER);
    host.obeysSigterm = false;
    CompletableFuture<Void> first = unikernels.destroy(name(":hello"));
    CompletableFuture<Void> second = unikernels.destroy(name(":hello"));
    host.exit(":hello", new ExitStatus.Signalled(9));
    first.join();
    assertEquals("there is no unikernel :hello", refusal(second));
  }

  @Test
  void destroyAnswersWhenAllIsGone() {
    create(":hello", FOREVER);
    host.obeysSigterm = false;
    CompletableFuture<Void> destroyed = unikernels.destroy(name(":hello"));
    assertFalse(destroyed.isDone());
    host.exit(":hello", new ExitStatus.Signalled(9));
    destroyed.join();
    assertTrue(host.onHost.isEmpty());
    assertTrue(host.timers.isEmpty());
    assertTrue(saved.isEmpty());
    assertEquals(List.of(), holding());
  }

  @Test
  void whatIsUnknownCannotBeDestroyedOrRestarted() {
    assertEquals("there is no unikernel :x", refusal(unikernels.destroy(name(":x"))));
    assertEquals("there is no unikernel :x", refusal(unikernels.restart(name(":x"), c -> c)));
  }

  @Test
  void destroyWhileItStartsWaitsForTheStart() {
    host.gate = Optional.of(new CompletableFuture<>());
    CompletableFuture<Void> created = unikernels.create(name(":hello"), FOREVER, false);
    CompletableFuture<Void> destroyed = unikernels.destroy(name(":hello"));
    host.gate.get().complete(null);
    created.join();
    destroyed.join();
    assertTrue(host.onHost.isEmpty());
    assertEquals(List.of(), holding());
  }

  @Test
  void oneThatQuitsIsForgotten() {
    create(":hello", ONCE);
    host.exit(":hello", new ExitStatus.Exited(0));
    assertTrue(saved.isEmpty());
    assertEquals(List.of(), holding());
    assertEquals(List.of("add :hello", "remove :hello"), told);
  }

  @Test
  void restartsBackOffFrom100MillisecondsTo30Seconds() {
    create(":hello", FOREVER);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      host.exit(":hello", CRASH);
      delays.add(host.timers.get(0).delay.toMillis());
      host.fireTimer();
    }
    assertEquals(
        List.of(
            100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 30000L, 30000L, 30000L),
        delays);
    assertEquals(1, saves, "restarts by themselves are not saved");
  }

  @Test
  void aMinuteOfRunningResetsTheDelay() {
    create(":hello", FOREVER);
    host.exit(":hello", CRASH);
    host.fireTimer();
    host.exit(":hello", CRASH);
    host.fireTimer();
    host.now = host.now.plus(Duration.ofMinutes(1));
    host.exit(":hello", CRASH);
    assertEquals(Duration.ofMillis(100), host.timers.get(0).delay);
  }

  @Test
  void destroyBetweenEndAndRestartCancelsTheRestart() {
    create(":hello", FOREVER);
    host.exit(":hello", CRASH);
    assertEquals(1, host.timers.size());
    unikernels.destroy(name(":hello")).join();
    assertTrue(host.timers.isEmpty());
    assertTrue(saved.isEmpty());
    assertEquals(List.of(), holding());
  }

  @Test
  void forceCreateBetweenEndAndRestartReplacesIt() {
    create(":hello", FOREVER);
    host.exit(":hello", CRASH);
    unikernels.create(name(":hello"), ONCE, true).join();
    assertTrue(host.timers.isEmpty());
    assertEquals(1, host.onHost.get(":hello").size());
  }

  @Test
  void oneThatWaitsToBeRestartedIsStillInTheState() {
    create(":hello", FOREVER);
    host.exit(":hello", CRASH);
    assertEquals(Optional.of(FOREVER), unikernels.configs().get(name(":hello")));
    assertTrue(unikernels.running(name(":hello")).isEmpty());
  }

  @Test
  void exitCode64AfterTheInjectedNameStartsAgainAtOnceWithoutIt() {
    create(":hello", config(100, new OnFailure.Quit(), true));
    host.exit(":hello", new ExitStatus.Exited(64));
    assertEquals(List.of(":hello with name", ":hello"), host.launches);
    assertFalse(saved.get(name(":hello")).orElseThrow().arguments().addName());
    host.exit(":hello", new ExitStatus.Exited(64));
    assertTrue(host.onHost.isEmpty());
  }

  @Test
  void restartKeepsTheImageAndTakesNewArguments() {
    create(":hello", ONCE);
    UnaryOperator<StoredUnikernel> change = config -> config.withArguments(FOREVER.arguments());
    unikernels.restart(name(":hello"), change).join();
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
    assertEquals(2, host.launches.size());
  }

  @Test
  void theStateIsRestoredInOrderOfStartup() {
    NameTrie<StoredUnikernel> configs =
        NameTrie.<StoredUnikernel>empty()
            .with(name(":a"), withStartup(ONCE, OptionalLong.of(60)))
            .with(name(":b"), withStartup(ONCE, OptionalLong.empty()))
            .with(name(":c"), withStartup(ONCE, OptionalLong.of(-1)));
    unikernels.restore(configs).join();
    assertEquals(List.of(":c", ":b", ":a"), host.launches);
  }

  private static StoredUnikernel withStartup(StoredUnikernel config, OptionalLong startup) {
    Arguments a = config.arguments();
    return config.withArguments(
        new Arguments(
            a.onFailure(),
            startup,
            a.addName(),
            a.cpuIds(),
            a.memory(),
            a.blocks(),
            a.nets(),
            a.argv(),
            a.numCpus(),
            a.linuxBootPartition()));
  }

  @Test
  void oneThatCannotStartAtBootStaysAndIsTriedAgain() {
    host.failing.add(":a");
    unikernels.restore(NameTrie.<StoredUnikernel>empty().with(name(":a"), ONCE)).join();
    assertTrue(unikernels.configs().get(name(":a")).isPresent());
    host.failing.clear();
    host.fireTimer();
    assertEquals(Set.of(":a"), host.onHost.keySet());
  }

  @Test
  void whatIsRestoredStartsEvenIfItDoesNotFitAnyMore() {
    StoredUnikernel large = config(5000, RESTART, false);
    unikernels.restore(NameTrie.<StoredUnikernel>empty().with(name(":a"), large)).join();
    assertEquals(Set.of(":a"), host.onHost.keySet());
  }

  @Test
  void stopEndsAllAndKeepsTheState() {
    create(":a", FOREVER);
    create(":b", FOREVER);
    host.exit(":b", CRASH);
    unikernels.stop().join();
    assertTrue(host.onHost.isEmpty());
    assertTrue(host.timers.isEmpty());
    assertEquals(2, saved.size());
    assertEquals(2, unikernels.configs().size());
    assertEquals(
        "albatrossd is shutting down", refusal(unikernels.create(name(":c"), ONCE, false)));
  }

  @Test
  void stopEndsOneForWhichAsManyOperationsWaitAsMay() {
    create(":hello", FOREVER);
    host.obeysSigterm = false;
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (int i = 0; i <= Sequencer.MAX_WAITING; i++) {
      asked.add(unikernels.restart(name(":hello"), config -> config));
    }
    CompletableFuture<Void> stopped = unikernels.stop();
    assertFalse(stopped.isDone());
    host.obeysSigterm = true;
    host.exit(":hello", new ExitStatus.Signalled(15));
    stopped.join();
    assertTrue(host.onHost.isEmpty());
    assertTrue(asked.stream().allMatch(CompletableFuture::isDone));
  }

  @Test
  void nothingIsForgottenWhenTheHostCannotBeAskedAtBoot() {
    host.knowsItself = false;
    unikernels.restore(NameTrie.<StoredUnikernel>empty().with(name(":a"), ONCE)).join();
    assertTrue(unikernels.configs().get(name(":a")).isPresent());
    assertEquals(Set.of(":a"), host.onHost.keySet());
  }

  @Test
  void stopEndsWhatIsStartingMeanwhile() {
    host.gate = Optional.of(new CompletableFuture<>());
    CompletableFuture<Void> created = unikernels.create(name(":hello"), FOREVER, false);
    CompletableFuture<Void> stopped = unikernels.stop();
    assertFalse(stopped.isDone());
    host.gate.get().complete(null);
    created.join();
    stopped.join();
    assertTrue(host.onHost.isEmpty());
  }
}
