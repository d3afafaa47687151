package org.albatross.client.command;

import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.Text;

/**
 * How much is said beside what was asked for, and beside errors, which are told of always. The
 * options are the original's, and those of the daemons.
 */
public enum Loudness {
  /** No warnings, notes or progress. */
  QUIET,
  NORMAL,
  /** Also where a request goes. */
  INFO,
  /** Also where in the program an error comes from. */
  DEBUG;

  private static final List<String> LEVELS =
      List.of("quiet", "app", "error", "warning", "info", "debug");

  static void declare(Syntax syntax) {
    syntax.countedFlag(
        "say where requests go; twice: and where errors are from", "-v", "--verbose");
    syntax.option("LEVEL", "the same by its name: " + String.join(", ", LEVELS), "--verbosity");
    syntax.flag("no warnings, notes or progress; errors are told of", "-q", "--quiet");
  }

  /** What the line asks for: {@code --quiet} before {@code --verbosity}, and that before -v. */
  public static Loudness of(ParsedLine line) throws ClientException {
    Optional<String> level = line.value("--verbosity");
    Loudness named = level.isEmpty() ? counted(line.count("--verbose")) : named(level.get());
    return line.has("--quiet") ? QUIET : named;
  }

  private static Loudness counted(int times) {
    return times == 0 ? NORMAL : times == 1 ? INFO : DEBUG;
  }

  private static Loudness named(String level) throws ClientException {
    return switch (level) {
      case "quiet", "app", "error" -> QUIET;
      case "warning" -> NORMAL;
      case "info" -> INFO;
      case "debug" -> DEBUG;
      default ->
          throw ClientException.usage(
              "--verbosity wants one of "
                  + String.join(", ", LEVELS)
                  + ", not "
                  + Text.quote(level));
    };
  }
}
