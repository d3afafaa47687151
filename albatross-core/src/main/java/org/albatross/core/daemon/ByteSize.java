package org.albatross.core.daemon;

import org.albatross.core.model.DataSize;
import org.albatross.core.model.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The size of something in memory, 1 byte to 2 GiB, as it is written in an option (see {@link
 * DataSize}).
 *
 * @param bytes 1 to {@value #MAX}
 */
public record ByteSize(int bytes) {
  /** What an array can have. */
  static final int MAX = Integer.MAX_VALUE - 8;

  /** Reads a size for picocli. */
  public static final class Converter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
      DataSize size =
          DataSize.parse(text)
              .orElseThrow(
                  () ->
                      new TypeConversionException(
                          Text.quote(text)
                              + " is no size: give bytes, or a number with KiB, MiB or GiB"));
      if (size.bytes() < 1 || size.bytes() > MAX) {
        throw new TypeConversionException(
            Text.quote(text) + " is not possible: a size is 1 byte to less than 2 GiB");
      }
      return new ByteSize((int) size.bytes());
    }
  }
}
