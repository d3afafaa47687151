package org.albatross.core.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class LastWordsTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(LastWords.class);

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<Integer> halts = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream lastResort = new ByteArrayOutputStream();
  private Consumer<ILoggingEvent> logging = event -> log.add(event.getFormattedMessage());
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logging.accept(event);
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    LOG.addAppender(appender);
    LOG.setAdditive(false);
    LOG.setLevel(Level.ERROR);
  }

  @AfterEach
  void stop() {
    LOG.detachAppender(appender);
    LOG.setAdditive(true);
    LOG.setLevel(null);
  }

  private LastWords words(Duration patience) {
    return new LastWords(
        "albatross-test",
        code -> {
          halts.add(code);
          log.add("halted");
        },
        Optional.of(lastResort),
        patience);
  }

  /** Runs something to its end on a thread that has the last words for its handler. */
  private static void runOn(LastWords words, String name, Runnable action)
      throws InterruptedException {
    Thread thread = new Thread(action, name);
    thread.setUncaughtExceptionHandler(words);
    thread.start();
    thread.join();
  }

  @Test
  void anErrorIsALineWithThreadAndErrorAndThenTheEnd() throws Exception {
    runOn(
        words(Duration.ofMinutes(1)),
        "fifo-poller",
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
    assertEquals(
        List.of(
            "albatross-test ends: thread fifo-poller was ended by java.lang.OutOfMemoryError:"
                + " Java heap space",
            "halted"),
        log);
    assertEquals(List.of(ExitCodes.INTERNAL_ERROR), halts);
    assertEquals("", lastResort.toString(UTF_8));
  }

  @Test
  void ofEveryOtherErrorTheTraceFollows() throws Exception {
    for (Throwable cause :
        new Throwable[] {new StackOverflowError(), new IllegalStateException()}) {
      log.clear();
      LastWords words = words(Duration.ofMinutes(1));
      words.uncaughtException(Thread.currentThread(), cause);
      assertEquals(3, log.size(), log.toString());
      assertTrue(log.get(0).contains(" was ended by " + cause), log.toString());
      assertEquals("halted", log.get(2));
    }
  }

  @Test
  void whereLoggingTakesMoreMemoryThanThereIsTheLineComesAllTheSame() throws Exception {
    logging =
        event -> {
          throw new OutOfMemoryError();
        };
    runOn(
        words(Duration.ofMinutes(1)),
        "reaper",
        () -> {
          throw new NoClassDefFoundError("org/albatross/Gone");
        });
    assertEquals(
        "albatross-test: ends: thread reaper was ended by java.lang.NoClassDefFoundError\n",
        lastResort.toString(UTF_8));
    assertEquals(List.of(ExitCodes.INTERNAL_ERROR), halts);
  }

  @Test
  void aLogThatTakesNothingDoesNotHoldUpTheEnd() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    logging =
        event -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    runOn(
        words(Duration.ofMillis(50)),
        "sampler-1",
        () -> {
          throw new StackOverflowError();
        });
    assertEquals(List.of(ExitCodes.INTERNAL_ERROR), halts);
  }

  @Test
  void ofSeveralTheFirstIsNamed() throws Exception {
    LastWords words = words(Duration.ofMinutes(1));
    words.uncaughtException(new Thread("first"), new OutOfMemoryError());
    words.uncaughtException(new Thread("second"), new OutOfMemoryError());
    assertEquals(1, log.stream().filter(line -> line.contains("thread")).count());
    assertTrue(log.get(0).contains("thread first "), log.toString());
  }

  @Test
  void whatWasCaughtIsHandedToTheHandlerOfItsThread() throws Exception {
    runOn(
        words(Duration.ofMinutes(1)), "loop", () -> LastWords.of(new NoClassDefFoundError("Gone")));
    assertTrue(log.get(0).contains("thread loop was ended by java.lang.NoClass"), log.toString());
  }

  @Test
  void thereIsOneLineThoughTheTraceCannotBeLogged() {
    logging =
        event -> {
          if (event.getThrowableProxy() != null) {
            throw new NoClassDefFoundError("org/albatross/Gone");
          }
          log.add(event.getFormattedMessage());
        };
    words(Duration.ofMinutes(1))
        .uncaughtException(new Thread("bulk-1"), new NoClassDefFoundError("org/albatross/Lost"));
    assertEquals(2, log.size(), log.toString());
    assertTrue(log.get(0).contains("thread bulk-1 was ended by java.lang.NoClass"), log.toString());
    assertEquals("", lastResort.toString(UTF_8));
  }

  @Test
  void anErrorThatALibraryOnlyLogsIsTheEndToo() throws Exception {
    org.slf4j.Logger library = LoggerFactory.getLogger("io.netty.for.tests");
    runOn(
        words(Duration.ofMinutes(1)),
        "clients",
        () ->
            library.warn(
                "a task failed: {}", "it", new IllegalStateException(new VerifyError("gone"))));
    assertTrue(log.get(0).contains("thread clients was ended by java.lang.Verify"), log.toString());
    assertEquals(List.of(ExitCodes.INTERNAL_ERROR), halts);
  }

  @Test
  void whatOneConnectionTookTooMuchIsLoggedOnly() throws Exception {
    org.slf4j.Logger library = LoggerFactory.getLogger("io.netty.for.tests");
    runOn(
        words(Duration.ofMinutes(1)),
        "clients",
        () -> {
          library.warn("a task failed", new OutOfMemoryError());
          library.warn("a task failed", new StackOverflowError());
          library.warn("a task failed", new IllegalStateException());
          library.debug("there is no such thing here", new NoClassDefFoundError());
        });
    assertEquals(List.of(), halts);
  }

  @Test
  void anErrorOfATaskThatItsExecutorKeepsToItselfIsTheEndToo() throws Exception {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    runOn(
        words(Duration.ofMinutes(1)),
        "clients",
        () -> {
          Runnable task =
              LastWords.guarding(
                  () -> {
                    throw new NoClassDefFoundError("Gone");
                  });
          kept.complete(null);
          var unused = kept.thenRun(task);
        });
    assertEquals(List.of(ExitCodes.INTERNAL_ERROR), halts);
  }
}
