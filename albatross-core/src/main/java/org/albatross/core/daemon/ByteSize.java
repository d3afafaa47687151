package org.albatross.core.daemon;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.model.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The size of something in memory, 1 byte to 2 GiB, as it is written in an option: {@code 4096},
 * {@code 64KiB}, {@code 1MiB}, {@code 1GiB}.
 *
 * @param bytes 1 to {@value #MAX}
 */
public record ByteSize(int bytes) {
  /** What an array can have. */
  static final int MAX = Integer.MAX_VALUE - 8;

  private static final Pattern FORM = Pattern.compile("(\\d{1,12})(b|kib|mib|gib)?");

  /** Reads a size for picocli. */
  public static final class Converter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
      Matcher m = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (!m.matches()) {
        throw new TypeConversionException(
            Text.quote(text) + " is no size: give bytes, or a number with KiB, MiB or GiB");
      }
      String unit = m.group(2) == null ? "b" : m.group(2);
      int shift =
          switch (unit) {
            case "kib" -> 10;
            case "mib" -> 20;
            case "gib" -> 30;
            default -> 0;
          };
      long bytes = Long.parseLong(m.group(1)) << shift;
      if (bytes < 1 || bytes > MAX) {
        throw new TypeConversionException(
            Text.quote(text) + " is not possible: a size is 1 byte to less than 2 GiB");
      }
      return new ByteSize((int) bytes);
    }
  }
}
