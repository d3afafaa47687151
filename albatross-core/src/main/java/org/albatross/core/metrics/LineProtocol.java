package org.albatross.core.metrics;

import java.util.Map;
import java.util.OptionalLong;

/**
 * InfluxDB's line protocol:
 * https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */
public final class LineProtocol {
  private static final long MILLION = 1_000_000;

  private LineProtocol() {}

  /** A point as a line without a time: the receiver takes its own. */
  public static String line(Point point) {
    return line(point, OptionalLong.empty());
  }

  /**
   * A point as a line, which ends with a newline.
   *
   * @param time in nanoseconds since 1970
   */
  public static String line(Point point, OptionalLong time) {
    StringBuilder out = new StringBuilder(512);
    escape(out, point.measurement(), false);
    for (Map.Entry<String, String> tag : point.tags().entrySet()) {
      // An empty value of a tag is an error to InfluxDB.
      if (!tag.getValue().isEmpty()) {
        out.append(',');
        escape(out, tag.getKey(), true);
        out.append('=');
        escape(out, tag.getValue(), true);
      }
    }
    char separator = ' ';
    for (Map.Entry<String, Point.Value> field : point.fields().entrySet()) {
      out.append(separator);
      escape(out, field.getKey(), true);
      out.append('=');
      value(out, field.getValue());
      separator = ',';
    }
    if (time.isPresent()) {
      out.append(' ').append(time.getAsLong());
    }
    return out.append('\n').toString();
  }

  /**
   * Names may come from images and peers: what would end a line or a word is escaped, and what
   * cannot be escaped (a newline, or a backslash at the end) becomes something harmless.
   */
  private static void escape(StringBuilder out, String text, boolean equalsSign) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7f || Character.isSurrogate(c) && !isPair(text, i)) {
        out.append('_');
      } else if (c == '\\') {
        out.append('/');
      } else {
        if (c == ',' || c == ' ' || c == '=' && equalsSign) {
          out.append('\\');
        }
        out.append(c);
      }
    }
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  private static void value(StringBuilder out, Point.Value value) {
    if (value instanceof Point.Whole whole) {
      // Integers have 63 bits and a sign: a counter beyond that wraps and stays one.
      out.append(whole.value() & Long.MAX_VALUE).append('i');
    } else if (value instanceof Point.Millionths millionths) {
      long number = Math.max(0, millionths.value());
      String fraction = Long.toString(number % MILLION);
      out.append(number / MILLION).append('.').append("0".repeat(6 - fraction.length()));
      out.append(fraction);
    }
  }
}
