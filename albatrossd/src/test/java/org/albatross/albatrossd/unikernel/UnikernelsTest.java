package org.albatross.albatrossd.unikernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.StoredUnikernel;
import org.junit.jupiter.api.Test;

/** What is asked of unikernels: create, destroy, replace. */
class UnikernelsTest extends UnikernelsFixture {
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
    assertTrue(why.contains("a unikernel hello exists already"), why);
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
    Runner.Spawned old = host.onHost.get(":hello").get(0);
    unikernels.create(name(":hello"), FOREVER, true).join();
    assertTrue(old.exit().isDone());
    assertEquals(1, host.onHost.get(":hello").size());
    assertEquals(List.of("add hello", "remove hello", "add hello"), told);
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
    assertEquals(
        "no tap for you; what ran before was ended for it and is started again",
        refusal(unikernels.create(name(":hello"), FOREVER, true)));
    assertEquals(1, host.onHost.get(":hello").size());
    assertEquals(Optional.of(ONCE), saved.get(name(":hello")));
    assertEquals(List.of(":hello"), holding());
    assertEquals(0, held);
  }

  @Test
  void oneThatCannotBeRestartedStaysAndIsTriedAgain() {
    create(":hello", FOREVER);
    host.failing.add(":hello");
    refusal(unikernels.restart(name(":hello"), Optional.empty()));
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
    assertInstanceOf(Phase.Failed.class, phase(":hello").orElseThrow());
    host.failing.clear();
    host.fireTimer();
    assertInstanceOf(Phase.Running.class, phase(":hello").orElseThrow());
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
  void whatCannotReplaceItOnDiskLeavesTheOldOneRunning() {
    create(":hello", ONCE);
    Runner.Spawned old = host.onHost.get(":hello").get(0);
    diskFull = true;
    assertEquals("no space left", refusal(unikernels.create(name(":hello"), FOREVER, true)));
    assertEquals(
        "no space left",
        refusal(unikernels.restart(name(":hello"), Optional.of(FOREVER.arguments()))));
    assertEquals(Optional.of(ONCE), unikernels.configs().get(name(":hello")));
    assertEquals(List.of(old), host.onHost.get(":hello"));
    assertEquals(100, holdings.resources().unikernels().get(name(":hello")).orElseThrow().memory());
    assertEquals(0, held);
  }

  @Test
  void restartingWithNothingChangedDoesNotNeedTheDisk() {
    create(":hello", FOREVER);
    Runner.Spawned old = host.onHost.get(":hello").get(0);
    diskBroken = true;
    unikernels.restart(name(":hello"), Optional.empty()).join();
    assertTrue(old.exit().isDone());
    assertEquals(1, host.onHost.get(":hello").size());
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
  }

  @Test
  void whatReplacesOneIsOnTheDiskBeforeTheOldOneEnds() {
    create(":hello", ONCE);
    host.obeysSigterm = false;
    CompletableFuture<Void> replaced = unikernels.create(name(":hello"), FOREVER, true);
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
    assertFalse(replaced.isDone());
    host.exit(":hello", new ExitStatus.Signalled(9));
    replaced.join();
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
  }

  @Test
  void oneThatCannotBeRemovedFromTheStateRunsOn() {
    create(":hello", ONCE);
    Runner.Spawned running = host.onHost.get(":hello").get(0);
    diskBroken = true;
    assertEquals("no space left", refusal(unikernels.destroy(name(":hello"))));
    assertEquals(List.of(running), host.onHost.get(":hello"));
    assertEquals(Optional.of(ONCE), unikernels.configs().get(name(":hello")));
    diskBroken = false;
    unikernels.destroy(name(":hello")).join();
    assertTrue(saved.isEmpty());
  }

  @Test
  void onAFullDiskOneIsDestroyed() {
    create(":hello", FOREVER);
    create(":other", FOREVER);
    diskFull = true;
    unikernels.destroy(name(":hello")).join();
    assertEquals(Set.of(":other"), host.onHost.keySet());
    assertEquals(List.of(":other"), saved.entries().stream().map(u -> u.name().text()).toList());
    assertEquals(List.of(":other"), holding());
  }

  @Test
  void onAFullDiskOneThatEndsForGoodIsGone() {
    create(":hello", ONCE);
    diskFull = true;
    host.exit(":hello", new ExitStatus.Exited(0));
    host.fireTimer();
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
    assertEquals("there is no unikernel hello", refusal(second));
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
    assertEquals("there is no unikernel x", refusal(unikernels.destroy(name(":x"))));
    assertEquals(
        "there is no unikernel x", refusal(unikernels.restart(name(":x"), Optional.empty())));
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
  void whatTheOldOneNeedsStaysItsOwnUntilTheNewOneRuns() {
    holdings.change(resources -> resources.withBlock(name(":disk"), 1));
    create(":hello", withDisk(FOREVER));
    host.gate = Optional.of(new CompletableFuture<>());
    CompletableFuture<Void> replaced = unikernels.create(name(":hello"), FOREVER, true);
    CompletableFuture<Void> other = unikernels.create(name(":other"), withDisk(ONCE), false);
    assertTrue(refusal(other).contains("disk is in use"));
    host.gate.get().completeExceptionally(new AlbatrossException("no tap for you"));
    host.gate = Optional.empty();
    assertTrue(refusal(replaced).contains("no tap for you"));
    host.fireTimer();
    assertEquals(Optional.of(withDisk(FOREVER)), saved.get(name(":hello")));
    assertEquals(Set.of(":hello"), host.onHost.keySet());
  }

  @Test
  void whoHasToWaitForTheConsoleKeepsNobodyElseWaiting() {
    create(":other", FOREVER);
    host.console = Optional.of(new CompletableFuture<>());
    CompletableFuture<Void> waits = unikernels.create(name(":hello"), FOREVER, false);
    unikernels.destroy(name(":other")).join();
    assertFalse(waits.isDone());
    host.fireTimer();
    assertEquals("albatross-console does not answer", refusal(waits));
    assertTrue(host.onHost.isEmpty() && host.furnished.isEmpty());
  }

  @Test
  void whoWaitsForATurnIsAnsweredThoughTheHostIsStuck() {
    host.gate = Optional.of(new CompletableFuture<>());
    CompletableFuture<Void> stuck = unikernels.create(name(":hello"), FOREVER, false);
    CompletableFuture<Void> second = unikernels.destroy(name(":hello"));
    host.fireTimer();
    assertTrue(refusal(stuck).contains("it is not done"));
    assertTrue(refusal(second).contains("takes too long"));
    host.gate.get().complete(null);
    assertTrue(host.onHost.isEmpty() && host.furnished.isEmpty());
    assertEquals(List.of(), holding());
    assertTrue(saved.isEmpty());
  }

  @Test
  void aTenderThatDoesNotEndIsKilledAfterTenSeconds() {
    create(":hello", FOREVER);
    host.obeysSigterm = false;
    CompletableFuture<Void> destroyed = unikernels.destroy(name(":hello"));
    assertEquals(Duration.ofSeconds(10), host.timers.get(0).delay);
    host.fireTimer();
    destroyed.join();
    assertTrue(host.onHost.isEmpty());
  }
}
