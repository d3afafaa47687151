package org.albatross.client.command;

import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Values;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What stood on the line of a command. */
public final class ParsedLine {
  private final ParseResult result;

  ParsedLine(ParseResult result) {
    this.result = result;
  }

  public boolean helpWanted() {
    return has(Syntax.HELP);
  }

  public boolean versionWanted() {
    return has(Syntax.VERSION);
  }

  /** How often a flag was given. */
  int count(String flag) {
    OptionSpec found = result.matchedOption(flag);
    boolean[] times = found == null ? null : found.getValue();
    return times == null ? 0 : times.length;
  }

  /** Which command the line is of. */
  String command() {
    String name = result.commandSpec().name();
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  /** Whether an argument is empty, which is none that anything could be called by. */
  boolean hasEmptyArgument() {
    return result.matchedPositionals().stream().anyMatch(each -> each.stringValues().contains(""));
  }

  /** How many arguments there are that are no options. */
  int positions() {
    return result.matchedPositionals().size();
  }

  /** The argument at a place, which the syntax has made sure is there. */
  public String argument(int index) {
    return optionalArgument(index).orElseThrow();
  }

  public Optional<String> optionalArgument(int index) {
    return Optional.ofNullable(result.matchedPositionalValue(index, null));
  }

  public boolean has(String option) {
    return result.hasMatchedOption(option);
  }

  /** One of these options, if any was given. */
  public Optional<String> anyOf(List<String> options) {
    for (String option : options) {
      if (has(option)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  public Optional<String> value(String option) {
    OptionSpec found = result.matchedOption(option);
    return found == null ? Optional.empty() : Optional.ofNullable(found.getValue());
  }

  public List<String> values(String option) {
    OptionSpec found = result.matchedOption(option);
    return found == null ? List.of() : found.getValue();
  }

  /** A number of an option from {@code min} up, or the default where the option was not given. */
  public long number(String option, long standard, long min) throws ClientException {
    Optional<String> text = value(option);
    return text.isEmpty() ? standard : Values.number(option, text.get(), min, Values.MAX_INTEGER);
  }
}
