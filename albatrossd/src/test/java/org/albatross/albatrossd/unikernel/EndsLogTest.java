package org.albatross.albatrossd.unikernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.unikernel.ExitStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of ends by themselves, where nobody asked for more than warnings. */
class EndsLogTest {
  private static final ExitStatus KILLED = new ExitStatus.Signalled(9);
  private static final Optional<Duration> SOON = Optional.of(Duration.ofMillis(3200));

  private final Logger logger = (Logger) LoggerFactory.getLogger(EndsLog.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final EndsLog log = new EndsLog();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
  }

  private List<String> warnings() {
    return appender.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void ended(String name, ExitStatus status, long restarts, Optional<Duration> delay) {
    log.ended(UnikernelsFixture.name(name), status, restarts, delay, now);
  }

  @Test
  void aRestartIsAWarning() {
    ended("a:x", KILLED, 7, SOON);
    ended("a:y", new ExitStatus.Exited(0), 1, Optional.of(Duration.ofMillis(100)));
    assertEquals(
        List.of(
            "a:x ended: signal 9 (SIGKILL), restart 7 in 3.2 s",
            "a:y ended: exit code 0, restart 1 in 0.1 s"),
        warnings());
  }

  @Test
  void aCrashIsAWarningThoughNothingFollows() {
    ended("a:x", KILLED, 0, Optional.empty());
    assertEquals(List.of("a:x ended: signal 9 (SIGKILL), it stays down"), warnings());
  }

  @Test
  void whatStaysDownAsItWasMeantToIsNone() {
    ended("a:x", new ExitStatus.Exited(0), 0, Optional.empty());
    ended("a:y", new ExitStatus.Signalled(15), 0, Optional.empty());
    assertEquals(List.of(), warnings());
  }

  @Test
  void aLoopIsWarnedOfOnceInAWhileWithTheNumberOfItsRestarts() {
    for (int i = 1; i <= 100; i++) {
      ended("a:x", KILLED, i, SOON);
      now = now.plus(Duration.ofSeconds(1));
    }
    assertEquals(
        List.of(1, 31, 61, 91),
        warnings().stream()
            .map(line -> Integer.valueOf(line.replaceAll(".*restart (\\d+) .*", "$1")))
            .toList());
  }

  @Test
  void manyThatCrashDoNotFillTheLog() {
    for (int i = 0; i < 5000; i++) {
      ended("a:x" + i, KILLED, 1, SOON);
    }
    assertEquals(EndsLog.MOST, warnings().size());
    now = now.plus(EndsLog.PAUSE);
    ended("a:x4000", KILLED, 9, SOON);
    assertEquals(EndsLog.MOST + 1, warnings().size());
  }

  @Test
  void aClockThatWasSetBackDoesNotSilenceIt() {
    ended("a:x", KILLED, 1, SOON);
    now = now.minus(Duration.ofDays(1));
    ended("a:x", KILLED, 2, SOON);
    assertEquals(2, warnings().size());
  }
}
