package org.albatross.core.daemon;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.albatross.core.model.Text;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with a command line, in the words of all our programs. What our own checks say of
 * it stays as it is.
 */
public final class LineErrors {
  private static final String CONVERSION = "Invalid value for ";

  private LineErrors() {}

  /** One sentence, fit to be printed. */
  public static String sentence(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0));
    }
    if (e instanceof MissingParameterException missing) {
      return missing(missing.getMissing());
    }
    if (e instanceof OverwrittenOptionException twice) {
      return name(twice.getOverwritten()) + " is given twice";
    }
    if (e instanceof MaxValuesExceededException && e.getArgSpec() != null) {
      return tooMany(e.getArgSpec());
    }
    String message = String.valueOf(e.getMessage());
    if (e.getArgSpec() != null && message.startsWith(CONVERSION)) {
      return wrongValue(e.getArgSpec(), String.valueOf(e.getValue()), message);
    }
    return Text.escape(message);
  }

  private static String unmatched(String argument) {
    return argument.startsWith("-") && !argument.equals("-")
        ? "there is no option " + Text.quote(argument)
        : "there is an argument too many: " + Text.quote(argument);
  }

  private static String missing(List<ArgSpec> missing) {
    return missing.stream()
        .map(
            arg ->
                arg.isOption()
                    ? "%s needs a value (%s)".formatted(name(arg), arg.paramLabel())
                    : arg.paramLabel() + " is missing")
        .collect(Collectors.joining(", "));
  }

  private static String tooMany(ArgSpec arg) {
    return arg.arity().max() == 0
        ? name(arg) + " takes no value"
        : name(arg) + " is given too many values";
  }

  private static String wrongValue(ArgSpec arg, String value, String message) {
    Class<?> type = arg.type();
    if (arg.arity().max() == 0) {
      return tooMany(arg);
    }
    if (type.isEnum()) {
      String choices =
          Arrays.stream(type.getEnumConstants())
              .map(each -> each.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      return "%s: %s is none of %s".formatted(name(arg), Text.quote(value), choices);
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "%s: %s is no number that fits".formatted(name(arg), Text.quote(value));
    }
    // What a reader of ours says of the value comes behind the option's name.
    int colon = message.indexOf(": ");
    return name(arg) + ": " + Text.escape(message.substring(colon + 2));
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }
}
