package org.albatross.albatrossd.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.albatross.albatrossd.unikernel.UnikernelsFixture;
import org.albatross.core.model.AlbatrossException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkTest {
  private final Work work = new Work(Runnable::run, Runnable::run);
  private final List<Throwable> ends = new ArrayList<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> ends.add(e));
  }

  @AfterEach
  void restore() {
    Thread.currentThread().setUncaughtExceptionHandler(before);
  }

  private static Callable<String> failing(Error error) {
    return () -> {
      throw error;
    };
  }

  @Test
  void aJobForWhichThereIsTooLittleMemoryIsRefusedAndNothingElse() {
    for (Error error : new Error[] {new OutOfMemoryError(), new StackOverflowError()}) {
      CompletableFuture<String> result = work.run(failing(error));
      Throwable cause = assertThrows(CompletionException.class, result::join).getCause();
      assertTrue(
          assertInstanceOf(AlbatrossException.class, cause).getMessage().contains("try again"),
          cause.getMessage());
    }
  }

  @Test
  void aJobForWhichNoThreadCanBeMadeIsRefused() {
    Work threadless =
        new Work(
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            Runnable::run);
    CompletableFuture<String> result = threadless.run(() -> "done");
    Throwable cause = assertThrows(CompletionException.class, result::join).getCause();
    assertInstanceOf(AlbatrossException.class, cause);
  }

  @Test
  void anotherErrorEndsTheThread() {
    NoClassDefFoundError error = new NoClassDefFoundError("Gone");
    assertEquals(
        error, assertThrows(NoClassDefFoundError.class, () -> work.run(failing(error)).join()));
  }

  /** A stage would keep it to itself, and what was to follow never came. */
  @Test
  void anErrorInAStageThatNobodyHearsOfEndsTheDaemon() {
    OutOfMemoryError error = new OutOfMemoryError();
    Work.unheard(
        CompletableFuture.completedFuture("done")
            .thenAccept(
                done -> {
                  throw error;
                }));
    assertEquals(List.of(error), ends);
  }

  @Test
  void anErrorOfTheHostInTheLifeOfAUnikernelEndsTheDaemon() {
    OutOfMemoryError error = new OutOfMemoryError();
    UnikernelsFixture fixture = new UnikernelsFixture() {};
    fixture.host.gate = Optional.of(CompletableFuture.failedFuture(error));
    assertTrue(
        fixture
            .unikernels
            .create(UnikernelsFixture.name("a"), UnikernelsFixture.ONCE, false)
            .isCompletedExceptionally());
    assertEquals(List.of(error), ends);
  }
}
