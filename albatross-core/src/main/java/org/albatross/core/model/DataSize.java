package org.albatross.core.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much data, as it is written in an option: {@code 4096}, {@code 64KiB}, {@code 1MiB}, {@code
 * 1GiB}, {@code 1TiB}.
 *
 * @param bytes 0 or more; what would be more than {@code Long.MAX_VALUE} is that
 */
public record DataSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(b|kib|mib|gib|tib)?");
  private static final List<String> UNITS = List.of("b", "kib", "mib", "gib", "tib");
  private static final List<String> SHOWN = List.of(" bytes", "KiB", "MiB", "GiB", "TiB");
  private static final int STEP = 10;

  /** Reads a size; absent if the text is none. */
  public static Optional<DataSize> parse(String text) {
    Matcher m = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      return Optional.empty();
    }
    int shift = m.group(2) == null ? 0 : STEP * UNITS.indexOf(m.group(2));
    long number = Long.parseLong(m.group(1));
    boolean fits = number <= Long.MAX_VALUE >> shift;
    return Optional.of(new DataSize(fits ? number << shift : Long.MAX_VALUE));
  }

  /** In the largest unit of which it is a whole number. */
  @Override
  public String toString() {
    int unit = 0;
    long number = bytes;
    while (number > 0 && number % (1 << STEP) == 0 && unit < SHOWN.size() - 1) {
      number >>= STEP;
      unit++;
    }
    return number + SHOWN.get(unit);
  }
}
