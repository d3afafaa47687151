package org.albatross.client.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.albatross.client.output.Output;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
  private static final String ERASE = "\u001b[K";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private long millis = 5000;
  private int columns = 80;
  private final TerminalProgress progress =
      new TerminalProgress(
          new Output(screen), () -> TimeUnit.MILLISECONDS.toNanos(millis), () -> columns);

  private String after(long more, long bytes, long total) {
    millis += more;
    screen.reset();
    progress.at(bytes, OptionalLong.of(total));
    return screen.toString(UTF_8);
  }

  @Test
  void whatIsDoneWithinASecondShowsNothing() {
    assertEquals("", after(0, 0, 100));
    assertEquals("", after(999, 90, 100));
    progress.end();
    assertEquals("", screen.toString(UTF_8));
  }

  @Test
  void thenALineIsDrawnOverItselfAndGoneAtTheEnd() {
    assertEquals("", after(0, 0, 100 << 20));
    assertEquals(
        "\r10 %  10.0 MB of 100 MB  5.0 MB/s  0:18 left" + ERASE, after(2000, 10 << 20, 100 << 20));
    assertEquals("", after(199, 11 << 20, 100 << 20));
    assertEquals("\r99 %  99.0 MB of 100 MB  45.0 MB/s" + ERASE, after(1, 99 << 20, 100 << 20));
    screen.reset();
    progress.end();
    assertEquals("\r" + ERASE, screen.toString(UTF_8));
    assertEquals("", after(5000, 100 << 20, 100 << 20));
  }

  @Test
  void aLineFitsTheTerminal() {
    columns = 11;
    assertEquals("", after(0, 0, 100 << 20));
    assertEquals("\r10 %  10.0" + ERASE, after(2000, 10 << 20, 100 << 20));
  }

  @Test
  void whereTheEndIsNotKnownThereIsNoPercentage() {
    assertEquals("10.0 MB  2.5 MB/s", TerminalProgress.text(10 << 20, OptionalLong.empty(), 4));
    assertEquals("20 B  5 B/s", TerminalProgress.text(20, OptionalLong.of(10), 4));
    assertEquals(
        "0 %  1 B of 9.8 kB  1 B/s  2:46:39 left",
        TerminalProgress.text(1, OptionalLong.of(10_000), 1));
  }
}
