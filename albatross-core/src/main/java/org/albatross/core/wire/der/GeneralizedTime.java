package org.albatross.core.wire.der;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.model.Text;

/**
 * Times as {@code YYYYMMDDHHMMSS[.fraction]Z}. A fraction of any length is read (to the
 * nanosecond); written are three digits, cut and not rounded, or none if the time has no fraction
 * (docs/protocol/wire.md, Messages).
 */
public final class GeneralizedTime {
  private static final Pattern FORM =
      Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(?:\\.(\\d+))?Z");
  private static final int LEAP_SECOND = 60;
  private static final int LAST_YEAR = 9999;

  private GeneralizedTime() {}

  public static Instant parse(String text) throws DecodeException {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw invalid(text);
    }
    int second = part(m, 6);
    try {
      LocalDateTime minute =
          LocalDateTime.of(part(m, 1), part(m, 2), part(m, 3), part(m, 4), part(m, 5));
      if (second > LEAP_SECOND) {
        throw invalid(text);
      }
      LocalDateTime time = minute.plusSeconds(second).plusNanos(nanos(m.group(7)));
      if (time.getYear() > LAST_YEAR) {
        throw invalid(text);
      }
      return time.toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw invalid(text);
    }
  }

  public static String format(Instant time) {
    LocalDateTime t = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    if (t.getYear() < 0 || t.getYear() > LAST_YEAR) {
      throw new IllegalArgumentException("a year of more than four digits: " + time);
    }
    StringBuilder out = new StringBuilder(19);
    digits(out, t.getYear(), 4);
    digits(out, t.getMonthValue(), 2);
    digits(out, t.getDayOfMonth(), 2);
    digits(out, t.getHour(), 2);
    digits(out, t.getMinute(), 2);
    digits(out, t.getSecond(), 2);
    if (!t.equals(t.truncatedTo(ChronoUnit.SECONDS))) {
      out.append('.');
      digits(out, t.get(ChronoField.MILLI_OF_SECOND), 3);
    }
    return out.append('Z').toString();
  }

  private static void digits(StringBuilder out, int value, int width) {
    for (int scale = (int) Math.pow(10, width - 1); scale > 0; scale /= 10) {
      out.append((char) ('0' + value / scale % 10));
    }
  }

  private static int part(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static DecodeException invalid(String text) {
    return new DecodeException("not a time: " + Text.quote(text));
  }
}
