package org.albatross.albatrossd.unikernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.policy.Macs;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.core.store.StoredUnikernel;
import org.junit.jupiter.api.Test;

/** What happens to unikernels by itself: ends, restarts, and the start of albatrossd. */
class UnikernelRestartsTest extends UnikernelsFixture {
  @Test
  void oneThatQuitsIsForgotten() {
    create(":hello", ONCE);
    host.exit(":hello", new ExitStatus.Exited(0));
    assertEquals(List.of(), holding());
    assertEquals(List.of("add hello", "remove hello"), told);
    host.fireTimer();
    assertTrue(saved.isEmpty());
  }

  /** So does systemd, which sends SIGTERM to all processes of a service at once. */
  @Test
  void oneThatIsEndedTogetherWithAlbatrossdComesBack() {
    create(":hello", ONCE);
    host.exit(":hello", new ExitStatus.Signalled(15));
    create(":other", ONCE);
    unikernels.stop().join();
    assertTrue(host.timers.isEmpty(), "nothing is lost any more");
    assertEquals(Optional.of(ONCE), saved.get(name(":hello")));
    assertEquals(Optional.of(ONCE), saved.get(name(":other")));
  }

  @Test
  void oneThatTookTheNameOfOneThatEndedIsKept() {
    create(":hello", ONCE);
    host.exit(":hello", new ExitStatus.Exited(0));
    create(":hello", FOREVER);
    assertTrue(host.timers.isEmpty());
    assertEquals(Optional.of(FOREVER), saved.get(name(":hello")));
    unikernels.destroy(name(":hello")).join();
    assertTrue(saved.isEmpty());
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
    unikernels.restart(name(":hello"), Optional.of(FOREVER.arguments())).join();
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
    for (int i = 0; i <= 64; i++) {
      asked.add(unikernels.restart(name(":hello"), Optional.empty()));
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

  private static StoredUnikernel onBridge(Optional<MacAddress> mac) {
    Arguments arguments = ONCE.arguments();
    return ONCE.withArguments(
        new Arguments(
            RESTART,
            OptionalLong.empty(),
            false,
            arguments.cpuIds(),
            arguments.memory(),
            List.of(),
            List.of(new NetDevice("service", Optional.of("br0"), mac)),
            Optional.empty(),
            1,
            Optional.empty()));
  }

  private MacAddress address(String name) {
    return holdings.resources().unikernels().get(name(name)).orElseThrow().stations().get(0).mac();
  }

  /** They ran before there was such a rule, or the state is another host's. */
  @Test
  void whatTheStateHasIsStartedThoughTwoHaveTheSameAddress() throws Exception {
    Optional<MacAddress> mac = Optional.of(MacAddress.parse("02:00:00:00:00:01"));
    unikernels
        .restore(
            NameTrie.<StoredUnikernel>empty()
                .with(name(":one"), onBridge(mac))
                .with(name(":two"), onBridge(mac)))
        .join();
    assertEquals(List.of(":one", ":two"), host.launches);
    assertTrue(refusal(unikernels.create(name(":three"), onBridge(mac), false)).contains("taken"));
  }

  @Test
  void atTheStartWhoAskedForAnAddressHasItWhateverTheOrder() throws Exception {
    MacAddress aimedAt = Macs.derive("service", name(":a"));
    unikernels
        .restore(
            NameTrie.<StoredUnikernel>empty()
                .with(name(":a"), onBridge(Optional.empty()))
                .with(name(":z"), onBridge(Optional.of(aimedAt))))
        .join();
    assertEquals(aimedAt, address(":z"));
    assertNotEquals(aimedAt, address(":a"));
  }

  /** One ended for good and the state had it for a moment more; another took its block device. */
  @Test
  void ofTwoThatTheStateHasWithTheSameBlockDeviceOneRuns() {
    holdings.change(resources -> resources.withBlock(name(":disk"), 1));
    unikernels
        .restore(
            NameTrie.<StoredUnikernel>empty()
                .with(name(":one"), withDisk(FOREVER))
                .with(name(":two"), withDisk(ONCE)))
        .join();
    assertEquals(Set.of(":one"), host.onHost.keySet());
    Phase.Failed failed = (Phase.Failed) phase(":two").orElseThrow();
    assertEquals("its block device disk is in use by somebody else", failed.reason());
    assertEquals(2, unikernels.configs().size());
    unikernels.destroy(name(":one")).join();
    host.fireTimer();
    assertEquals(Set.of(":two"), host.onHost.keySet());
  }

  @Test
  void theConsoleThatComesBackWhileOneStartsReadsItToo() {
    create(":hello", FOREVER);
    host.console = Optional.of(CompletableFuture.failedFuture(new AlbatrossException("away")));
    host.spawning = Optional.of(new CompletableFuture<>());
    host.exit(":hello", CRASH);
    host.fireTimer();
    assertEquals(List.of(":hello", ":hello"), host.introduced);
    host.console = Optional.empty();
    unikernels.consoleIsBack();
    assertEquals(List.of(":hello", ":hello", ":hello"), host.introduced);
    host.spawning.get().complete(null);
    assertEquals(Set.of(":hello"), host.onHost.keySet());
  }

  @Test
  void whoIsGoneIsKnownForTenSecondsAndInTheStateForOne() {
    create(":hello", ONCE);
    host.exit(":hello", new ExitStatus.Exited(3));
    assertTrue(unikernels.find(name(":hello")).isEmpty());
    assertTrue(unikernels.findLate(name(":hello")).isPresent());
    assertTrue(unikernels.configs().get(name(":hello")).isPresent());
    host.fireTimer();
    assertTrue(unikernels.configs().isEmpty());
    host.now = host.now.plusSeconds(9);
    assertTrue(unikernels.findLate(name(":hello")).isPresent());
    host.now = host.now.plusSeconds(1);
    assertTrue(unikernels.findLate(name(":hello")).isEmpty());
  }

  @Test
  void ofManyThatAreGoneTheLastAreKnown() {
    for (int i = 0; i <= 256; i++) {
      create("x" + i, ONCE);
      host.exit(":x" + i, new ExitStatus.Exited(3));
      host.fireTimer();
      host.now = host.now.minusSeconds(1);
    }
    assertTrue(unikernels.findLate(name("x0")).isEmpty());
    assertTrue(unikernels.findLate(name("x1")).isPresent());
    assertTrue(unikernels.findLate(name("x256")).isPresent());
  }
}
