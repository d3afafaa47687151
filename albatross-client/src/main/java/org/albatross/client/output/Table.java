package org.albatross.client.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows with aligned columns. The texts hold no control characters. */
public final class Table {
  private static final String GAP = "  ";

  private final String[] headings;
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /** A heading that begins with {@code >} is of a column aligned to the right. */
  public Table(String... headings) {
    this.headings = new String[headings.length];
    this.right = new boolean[headings.length];
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].startsWith(">");
      this.headings[i] = right[i] ? headings[i].substring(1) : headings[i];
    }
  }

  public void row(String... cells) {
    if (cells.length != headings.length) {
      throw new IllegalArgumentException(cells.length + " cells for " + headings.length);
    }
    rows.add(cells);
  }

  public void print(Output out, Style style) throws IOException {
    List<String> lines = lines();
    out.line(style.heading(lines.get(0)));
    for (String line : lines.subList(1, lines.size())) {
      out.line(line);
    }
  }

  /** The headings, and then the rows. */
  public List<String> lines() {
    int[] widths = new int[headings.length];
    measure(widths, headings);
    for (String[] row : rows) {
      measure(widths, row);
    }
    List<String> lines = new ArrayList<>();
    lines.add(format(widths, headings));
    for (String[] row : rows) {
      lines.add(format(widths, row));
    }
    return lines;
  }

  private static void measure(int[] widths, String[] cells) {
    for (int i = 0; i < cells.length; i++) {
      widths[i] = Math.max(widths[i], width(cells[i]));
    }
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private String format(int[] widths, String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        line.append(GAP);
      }
      String padding = " ".repeat(widths[i] - width(cells[i]));
      line.append(right[i] ? padding : "").append(cells[i]).append(right[i] ? "" : padding);
    }
    return line.toString().stripTrailing();
  }
}
