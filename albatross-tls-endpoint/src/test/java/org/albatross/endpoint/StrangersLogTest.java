package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.security.cert.CertificateException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What strangers can do to the log. */
final class StrangersLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(StrangersLog.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
  }

  private List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void theyCannotFillIt() {
    StrangersLog log = new StrangersLog();
    for (int i = 0; i < 5000; i++) {
      log.failed("peer", new CertificateException("no"));
    }
    assertEquals(StrangersLog.LINES, lines().size());
    log.check(System.nanoTime() + StrangersLog.WINDOW.toNanos());
    assertTrue(lines().get(StrangersLog.LINES).startsWith("4900 more lines"), lines()::toString);
    log.failed("peer", new CertificateException("again"));
    assertEquals("peer: its certificate is refused: again", lines().get(lines().size() - 1));
  }

  @Test
  void aLineDoesNotGrowWithWhatTheySent() {
    new StrangersLog().failed("peer", new CertificateException("x".repeat(1 << 20)));
    assertTrue(lines().get(0).length() < 1000);
  }
}
