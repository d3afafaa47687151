package org.albatross.core.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineEncoderTest {
  private static final long TIME = Instant.parse("2026-11-23T10:11:12.345Z").toEpochMilli();

  private static String line(boolean color, Level level, String message, Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "here", new LoggerContext().getLogger("test"), level, message, thrown, null);
    event.setInstant(Instant.ofEpochMilli(TIME));
    return new String(new LineEncoder(color).encode(event), UTF_8);
  }

  @Test
  void anEventIsALineWithTimeAndLevel() {
    assertEquals(
        "2026-11-23T10:11:12.345Z warning: careful\n", line(false, Level.WARN, "careful", null));
  }

  @Test
  void theLevelIsColouredWhereWanted() {
    assertEquals(
        "2026-11-23T10:11:12.345Z \033[31merror\033[0m: broken\n",
        line(true, Level.ERROR, "broken", null));
  }

  @Test
  void foreignTextCannotForgeALineOrSteerATerminal() {
    assertEquals(
        "2026-11-23T10:11:12.345Z info: a\\n2026 error: b\\x1b[2J\n",
        line(false, Level.INFO, "a\n2026 error: b\033[2J", null));
  }

  @Test
  void aStackTraceIsIndented() {
    List<String> lines =
        line(false, Level.ERROR, "bug", new IllegalStateException("odd\nvalue")).lines().toList();
    assertTrue(lines.size() > 3);
    assertTrue(lines.stream().skip(1).allMatch(each -> each.startsWith("  ")), lines::toString);
  }
}
