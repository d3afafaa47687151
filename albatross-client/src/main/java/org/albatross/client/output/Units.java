package org.albatross.client.output;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** Sizes and times as people read them. */
public final class Units {
  /** What the root policy has for "no limit" (docs/protocol/wire.md, Messages). */
  private static final long UNLIMITED = 4611686018427387903L;

  private static final String[] SIZES = {" MB", " GB", " TB", " PB"};
  private static final int STEP = 1024;

  private Units() {}

  /** A size given in MB: {@code 32 MB}, {@code 1.5 GB}. */
  public static String megabytes(long size) {
    if (size >= UNLIMITED) {
      return "unlimited";
    }
    long scale = 1;
    int unit = 0;
    while (size / scale >= STEP && unit < SIZES.length - 1) {
      scale *= STEP;
      unit++;
    }
    long tenths = size / scale * 10 + size % scale * 10 / scale;
    boolean exact = size % scale == 0 || tenths >= 1000;
    return tenths / 10 + (exact ? "" : "." + Math.abs(tenths % 10)) + SIZES[unit];
  }

  /** A number of things of which there may be no limit. */
  public static String count(long number) {
    return number >= UNLIMITED ? "unlimited" : Long.toString(number);
  }

  /** How long ago something was, in its two largest units: {@code 3d 4h}. */
  public static String since(Instant then, Instant now) {
    long seconds = now.getEpochSecond() - then.getEpochSecond();
    if (seconds < 0) {
      return "0s"; // clocks differ a little
    }
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    if (seconds < 86400) {
      return seconds / 3600 + "h " + seconds / 60 % 60 + "m";
    }
    return seconds / 86400 + "d " + seconds / 3600 % 24 + "h";
  }

  /** How long it is until then; nothing if that is past. */
  static String until(Instant then, Instant now) {
    return since(/* then= */ now, /* now= */ then);
  }

  /** A time in a zone, as RFC 3339 writes it, with milliseconds. */
  public static String timestamp(Instant time, ZoneId zone) {
    OffsetDateTime t = OffsetDateTime.ofInstant(time, zone.getRules().getOffset(time));
    StringBuilder out = new StringBuilder(32);
    digits(out, t.getYear(), 4).append('-');
    digits(out, t.getMonthValue(), 2).append('-');
    digits(out, t.getDayOfMonth(), 2).append('T');
    digits(out, t.getHour(), 2).append(':');
    digits(out, t.getMinute(), 2).append(':');
    digits(out, t.getSecond(), 2).append('.');
    digits(out, t.getNano() / 1_000_000, 3);
    return out.append(t.getOffset().getId()).toString();
  }

  private static StringBuilder digits(StringBuilder out, int value, int width) {
    String text = Integer.toString(value);
    for (int i = text.length(); i < width; i++) {
      out.append('0');
    }
    return out.append(text);
  }
}
