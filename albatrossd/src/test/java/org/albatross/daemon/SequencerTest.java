package org.albatross.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SequencerTest {
  private final Sequencer<String> sequencer = new Sequencer<>();
  private final List<String> log = new ArrayList<>();

  private CompletableFuture<String> submit(String key, String what, CompletableFuture<String> end) {
    return sequencer.submit(
        key,
        () -> {
          log.add(what);
          return end;
        });
  }

  @Test
  void operationsOnOneKeyWaitForEachOther() {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> one = submit("a", "first", first);
    CompletableFuture<String> two = submit("a", "second", CompletableFuture.completedFuture("2"));
    assertEquals(List.of("first"), log);
    first.complete("1");
    assertEquals(List.of("first", "second"), log);
    assertEquals("1", one.join());
    assertEquals("2", two.join());
  }

  @Test
  void otherKeysDoNotWait() {
    CompletableFuture<String> waiting = submit("a", "a", new CompletableFuture<>());
    submit("b", "b", CompletableFuture.completedFuture("done")).join();
    assertFalse(waiting.isDone());
  }

  @Test
  void oneThatFailsLetsTheNextRun() {
    CompletableFuture<String> failed =
        sequencer.submit(
            "a",
            () -> {
              throw new IllegalStateException("broken");
            });
    assertTrue(failed.isCompletedExceptionally());
    assertEquals("2", submit("a", "next", CompletableFuture.completedFuture("2")).join());
  }

  @Test
  void morePeersThanAnybodyWaitsForAreRefusedAndTheDaemonItselfNever() {
    CompletableFuture<String> gate = new CompletableFuture<>();
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i <= Sequencer.MAX_WAITING + 1; i++) {
      all.add(
          sequencer.request(
              "a",
              () -> {
                log.add("x");
                return gate;
              }));
    }
    assertTrue(all.get(all.size() - 1).isCompletedExceptionally());
    CompletableFuture<String> own = submit("a", "own", gate);
    gate.complete("go");
    assertEquals(Sequencer.MAX_WAITING + 2, log.size());
    assertEquals("go", own.join());
  }

  @Test
  void idleWaitsForAllKeys() {
    CompletableFuture<String> a = new CompletableFuture<>();
    CompletableFuture<String> running = submit("a", "a", a);
    CompletableFuture<Void> idle = sequencer.idle();
    assertFalse(idle.isDone());
    a.complete("end");
    assertTrue(idle.isDone());
    assertTrue(running.isDone());
    assertTrue(sequencer.idle().isDone());
  }
}
