package org.albatross.client.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.albatross.client.output.Table;
import org.albatross.client.output.Units;

/**
 * What {@code top} shows at a moment, as lines of a screen.
 *
 * @param order by what rows are sorted
 * @param reversed whether the other way round
 * @param first how many rows are scrolled over
 * @param unicode whether the terminal shows more than ASCII
 */
record TopView(Order order, boolean reversed, int first, boolean unicode) {
  /** Title, empty line, headings, and the line of keys. */
  static final int FRAME = 4;

  static final int HEADINGS = 2;
  private static final int BAR = 10;
  private static final int SPARKS = 24;
  private static final int MAX_NAME = 40;
  private static final String UNICODE_SPARKS = " ▁▂▃▄▅▆▇█";
  private static final String ASCII_SPARKS = " .:-=+*#@";
  private static final String KEYS =
      "q quit   sort: c cpu  m memory  i in  o out  u uptime  n name   r reverse   arrows scroll";

  /** What rows can be sorted by; the largest first, but names from a to z. */
  enum Order {
    CPU,
    MEMORY,
    IN,
    OUT,
    UPTIME,
    NAME;

    private Comparator<Usage> comparator() {
      return switch (this) {
        case CPU -> descending(usage -> orLess(usage.cpu()));
        case MEMORY -> descending(usage -> (double) usage.memory());
        case IN -> descending(usage -> orLess(usage.in()));
        case OUT -> descending(usage -> orLess(usage.out()));
        case UPTIME -> descending(usage -> (double) usage.uptime().toSeconds());
        case NAME -> Comparator.comparing(usage -> usage.name().text());
      };
    }

    private static Comparator<Usage> descending(ToDoubleFunction<Usage> value) {
      return Comparator.comparingDouble(value).reversed();
    }

    private static double orLess(OptionalDouble value) {
      return value.orElse(-1);
    }
  }

  static TopView initial(boolean unicode) {
    return new TopView(Order.CPU, false, 0, unicode);
  }

  TopView sortedBy(Order other) {
    return new TopView(other, false, 0, unicode);
  }

  TopView reverse() {
    return new TopView(order, !reversed, 0, unicode);
  }

  /** Scrolled on, within what there is. */
  TopView scrolled(int by, int rows) {
    return new TopView(order, reversed, Math.max(0, Math.min(first + by, rows - 1)), unicode);
  }

  /** The lines for a screen of this size, each as long as the screen is wide at most. */
  List<String> lines(List<Observed.Watched> all, TerminalSize size) {
    Comparator<Observed.Watched> comparator =
        Comparator.comparing(Observed.Watched::usage, order.comparator());
    List<Observed.Watched> sorted =
        all.stream()
            .sorted(
                (reversed ? comparator.reversed() : comparator)
                    .thenComparing(each -> each.usage().name().text()))
            .toList();
    int room = Math.max(0, size.rows() - FRAME);
    int from = Math.max(0, Math.min(first, sorted.size() - room));
    Table table =
        new Table("NAME", ">CPU %", "", ">MEMORY", "", ">IN/S", ">OUT/S", ">UP", "CPU HISTORY");
    long most = all.stream().mapToLong(each -> each.usage().memory()).max().orElse(0);
    for (Observed.Watched each : sorted.subList(from, Math.min(sorted.size(), from + room))) {
      row(table, each, most);
    }
    List<String> lines = new ArrayList<>();
    lines.add(title(all, from));
    lines.add(all.isEmpty() ? "waiting for statistics of a unikernel" : "");
    lines.addAll(table.lines());
    while (lines.size() < size.rows() - 1) {
      lines.add("");
    }
    lines.add(KEYS);
    return lines.stream().limit(size.rows()).map(line -> cut(line, size.columns())).toList();
  }

  private String title(List<Observed.Watched> all, int from) {
    double cpu = all.stream().mapToDouble(each -> each.usage().cpu().orElse(0)).sum();
    double memory = all.stream().mapToDouble(each -> (double) each.usage().memory()).sum();
    return String.format(
        Locale.ROOT,
        "albatross  %d unikernel%s  CPU %.1f %%  memory %s  by %s%s%s",
        all.size(),
        all.size() == 1 ? "" : "s",
        cpu,
        Figures.bytes(memory),
        order.name().toLowerCase(Locale.ROOT),
        reversed ? ", reversed" : "",
        from > 0 ? "  (" + from + " above)" : "");
  }

  private void row(Table table, Observed.Watched each, long mostMemory) {
    Usage usage = each.usage();
    table.row(
        cut(usage.name().toString(), MAX_NAME),
        Figures.percent(usage.cpu()),
        bar(usage.cpu().orElse(0) / 100),
        Figures.bytes((double) usage.memory()),
        bar(mostMemory == 0 ? 0 : (double) usage.memory() / (double) mostMemory),
        Figures.bytes(usage.in()),
        Figures.bytes(usage.out()),
        Units.since(java.time.Instant.EPOCH, java.time.Instant.EPOCH.plus(usage.uptime())),
        sparks(each.history()));
  }

  /** A part of one CPU, or of the largest memory. */
  private String bar(double part) {
    int filled = (int) Math.round(Math.max(0, Math.min(1, part)) * BAR);
    String full = unicode ? "█" : "#";
    String empty = unicode ? "░" : ".";
    return full.repeat(filled) + empty.repeat(BAR - filled);
  }

  private String sparks(List<Double> history) {
    String signs = unicode ? UNICODE_SPARKS : ASCII_SPARKS;
    StringBuilder out = new StringBuilder(SPARKS);
    for (double percent : history.subList(Math.max(0, history.size() - SPARKS), history.size())) {
      // Whoever does anything at all is told from one who does nothing.
      int level = (int) Math.ceil(Math.min(100, percent) / 100 * (signs.length() - 1));
      out.append(signs.charAt(Math.max(0, level)));
    }
    return out.toString();
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, columns);
  }
}
