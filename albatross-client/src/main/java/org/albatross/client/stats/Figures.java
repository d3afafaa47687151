package org.albatross.client.stats;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers of statistics as people read them. */
public final class Figures {
  private static final String[] SIZES = {" B", " kB", " MB", " GB", " TB", " PB"};
  private static final String UNKNOWN = "-";
  private static final int STEP = 1024;

  private Figures() {}

  /** A percentage with one digit behind the point. */
  static String percent(OptionalDouble value) {
    return value.isPresent() ? tenths(value.getAsDouble()) : UNKNOWN;
  }

  /** A size in bytes with at most one digit behind the point: {@code 14.2 MB}. */
  public static String bytes(double size) {
    double scaled = size;
    int unit = 0;
    while (scaled >= STEP && unit < SIZES.length - 1) {
      scaled /= STEP;
      unit++;
    }
    boolean whole = unit == 0 || scaled >= 100;
    return (whole ? Long.toString(Math.round(scaled)) : tenths(scaled)) + SIZES[unit];
  }

  static String bytes(OptionalDouble size) {
    return size.isPresent() ? bytes(size.getAsDouble()) : UNKNOWN;
  }

  /** For a program: a whole number, or {@code -}. */
  static String whole(OptionalDouble value) {
    return value.isPresent() ? Long.toString(Math.round(value.getAsDouble())) : UNKNOWN;
  }

  private static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
