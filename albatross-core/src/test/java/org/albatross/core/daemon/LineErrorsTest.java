package org.albatross.core.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

class LineErrorsTest {
  /** One option of each kind that our programs have. */
  @SuppressWarnings("UnusedVariable") // picocli sets them
  @Command(name = "albatross-test")
  private static final class Line {
    @Option(
        names = {"-n", "--count"},
        paramLabel = "N")
    int count;

    @Option(names = "--share", paramLabel = "SHARE")
    double share;

    @Option(names = "--level", paramLabel = "LEVEL")
    Verbosity level;

    @Option(names = "--max-message", paramLabel = "SIZE", converter = ByteSize.Converter.class)
    ByteSize size;

    @Option(names = {"-v", "--verbose"})
    boolean[] verbose;

    @Parameters(paramLabel = "NAME")
    String name;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "one --nonsense | there is no option \"--nonsense\"",
        "one two | there is an argument too many: \"two\"",
        "--count 1 | NAME is missing",
        "one --count | --count needs a value (N)",
        "one --count --share 1 | --count needs a value (N)",
        "one -n 1 --count 2 | --count is given twice",
        "one -n x | --count: \"x\" is no number that fits",
        "one -n 99999999999 | --count: \"99999999999\" is no number that fits",
        "one --share x | --share: \"x\" is no number that fits",
        "one --level loud | --level: \"loud\" is none of quiet, app, error, warning, info, debug",
        "one -v=3 | --verbose takes no value",
        "one --max-message x | --max-message: \"x\" is no size: give bytes, or a number with KiB, MiB"
            + " or GiB",
      })
  void whatIsWrongIsSaidInOurOwnWords(String line, String expected) {
    CommandLine commandLine = new CommandLine(new Line()).setCaseInsensitiveEnumValuesAllowed(true);
    ParameterException e =
        assertThrows(ParameterException.class, () -> commandLine.parseArgs(line.split(" ")));
    assertEquals(expected, LineErrors.sentence(e));
  }
}
