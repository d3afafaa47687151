package org.albatross.client.stats;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.albatross.client.output.Output;
import org.albatross.client.output.Style;
import org.albatross.client.output.Table;
import org.albatross.client.output.Units;

/** A table on a terminal that is drawn over itself as samples come. */
public final class StatsTable extends StatsReplies implements Closeable {
  private static final Duration REDRAW = Duration.ofMillis(500);

  private final Observed observed;
  private final Output out;
  private final Style style;
  private final TerminalSize size;
  private final Thread drawing = new Thread(this::draw, "table");
  private volatile Optional<IOException> failure = Optional.empty();
  private int drawn;

  /** Draws on a terminal of this size until it is closed. */
  public StatsTable(Output out, Style style, TerminalSize size) {
    this(new Observed(), out, style, size);
  }

  private StatsTable(Observed observed, Output out, Style style, TerminalSize size) {
    super(observed);
    this.observed = observed;
    this.out = out;
    this.style = style;
    this.size = size;
    drawing.setDaemon(true);
    drawing.start();
  }

  @Override
  void onUsage(Usage usage, Instant time) throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void draw() {
    try {
      long seen = 0;
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(REDRAW.toMillis());
        long version = observed.version();
        if (version != seen) {
          seen = version;
          draw(lines(observed.now(System.nanoTime()), size));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /** What takes as many lines back as were drawn. */
  static String erase(int lines) {
    return "\033[" + lines + "A\r\033[J";
  }

  private void draw(List<String> lines) throws IOException {
    if (drawn > 0) {
      out.text(erase(drawn));
    }
    out.line(style.heading(lines.get(0)));
    for (String line : lines.subList(1, lines.size())) {
      out.line(line);
    }
    out.flush();
    drawn = lines.size();
  }

  /** The table in as many lines and columns as a terminal has, one line left for the cursor. */
  static List<String> lines(List<Observed.Watched> all, TerminalSize size) {
    Table table = new Table("NAME", ">CPU %", ">MEMORY", ">IN/S", ">OUT/S", ">UP");
    List<Usage> usages =
        all.stream()
            .map(Observed.Watched::usage)
            .sorted(Comparator.comparing(usage -> usage.name().text()))
            .toList();
    int rows = usages.size() + 2 > size.rows() ? Math.max(1, size.rows() - 3) : usages.size();
    for (Usage usage : usages.subList(0, rows)) {
      table.row(
          usage.name().toString(),
          Figures.percent(usage.cpu()),
          Figures.bytes((double) usage.memory()),
          Figures.bytes(usage.in()),
          Figures.bytes(usage.out()),
          Units.since(Instant.EPOCH, Instant.EPOCH.plus(usage.uptime())));
    }
    List<String> lines = new ArrayList<>(table.lines());
    if (rows < usages.size()) {
      lines.add("and " + (usages.size() - rows) + " more: albatross-client top shows them");
    }
    return lines.stream().map(line -> cut(line, size.columns())).toList();
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, columns);
  }

  @Override
  public void close() {
    drawing.interrupt();
    try {
      drawing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
