package org.albatross.client.progress;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.albatross.client.output.Output;
import org.albatross.client.output.Style;
import org.albatross.client.stats.Figures;
import org.albatross.client.stats.TerminalSize;
import org.albatross.client.transport.Progress;

/**
 * A line on a terminal that is drawn over itself, for what takes longer than a second, and is gone
 * at the end.
 */
public final class TerminalProgress implements Progress {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
  private static final long REDRAW = Duration.ofMillis(200).toNanos();
  private static final String ERASE = (char) 27 + "[K";

  private final Output terminal;
  private final LongSupplier nanoTime;
  private final IntSupplier width;
  private boolean begun;
  private long start;
  private long drawn;
  private int columns;
  private boolean ended;

  /**
   * Nothing to be seen yet.
   *
   * @param width asked once, before the first line
   */
  TerminalProgress(Output terminal, LongSupplier nanoTime, IntSupplier width) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.width = width;
  }

  /** On standard error, if that is a terminal that can draw over a line. */
  public static Progress onStandardError(Output err, Map<String, String> environment) {
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    return !dumb && Style.standardErrorIsTerminal()
        ? new TerminalProgress(err, System::nanoTime, () -> TerminalSize.ofTerminal().columns())
        : NONE;
  }

  @Override
  public synchronized void at(long bytes, OptionalLong total) {
    long now = nanoTime.getAsLong();
    if (!begun) {
      begun = true;
      start = now;
      drawn = now + PATIENCE - REDRAW;
    }
    if (!ended && now - drawn >= REDRAW) {
      columns = columns == 0 ? width.getAsInt() : columns;
      drawn = now;
      String text = text(bytes, total, (now - start) / 1e9);
      write("\r" + text.substring(0, Math.min(text.length(), columns - 1)) + ERASE);
    }
  }

  static String text(long bytes, OptionalLong total, double seconds) {
    double rate = bytes / seconds;
    String speed = Figures.bytes(rate) + "/s";
    if (total.isEmpty() || total.getAsLong() < bytes) {
      return Figures.bytes((double) bytes) + "  " + speed;
    }
    long percent = total.getAsLong() == 0 ? 100 : (long) (100.0 * bytes / total.getAsLong());
    String line =
        "%s %%  %s of %s  %s"
            .formatted(
                percent,
                Figures.bytes((double) bytes),
                Figures.bytes((double) total.getAsLong()),
                speed);
    long left = rate > 0 ? Math.round((total.getAsLong() - bytes) / rate) : 0;
    return left > 0 ? line + "  " + duration(left) + " left" : line;
  }

  private static String duration(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  @Override
  public synchronized void end() {
    ended = true;
    if (columns > 0) {
      write("\r" + ERASE);
    }
  }

  private void write(String text) {
    try {
      terminal.text(text).flush();
    } catch (IOException e) {
      ended = true; // nobody looks any more
    }
  }
}
