package org.albatross.client.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.Output;
import org.albatross.core.daemon.LineErrors;
import org.albatross.core.model.Text;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the line of one command may hold. Built by calls and not by annotations, whose reading takes
 * longer than all the rest of a command; all values are texts, read by {@code Values}.
 */
public final class Syntax {
  static final String HELP = "--help";
  static final String VERSION = "--version";

  private static final IFactory FACTORY = new Factory();

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(FACTORY, FACTORY);
  private final String name;
  private final List<String> required = new ArrayList<>();
  private final Set<String> added = new HashSet<>();
  private int positions;
  private boolean last;
  private Optional<String> line = Optional.empty();

  /** Makes the lists of repeated options. picocli's own would look for Groovy in every jar. */
  private static final class Factory implements IFactory {
    @Override
    public <K> K create(Class<K> type) {
      return type.cast(new ArrayList<String>());
    }
  }

  public Syntax(String name, String description) {
    this.name = name;
    spec.name("albatross-client " + name);
    spec.usageMessage().description(description);
    flag("show this help", "-h", HELP);
    flag("show the version", VERSION);
    Loudness.declare(this);
    option("WHEN", "colours: auto, always or never (auto)", "--color");
  }

  /** The next argument, which must be there. */
  public Syntax argument(String label, String description) {
    required.add(label);
    return positional(label, description, "1");
  }

  /** The next argument, which may be missing. */
  public Syntax optionalArgument(String label, String description) {
    last = true;
    return positional(label, description, "0..1");
  }

  /** How the arguments are written, where one that may be missing comes before others. */
  public Syntax written(String arguments) {
    line = Optional.of(arguments);
    return this;
  }

  private Syntax positional(String label, String description, String arity) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(positions++))
            .paramLabel(label)
            .description(description)
            // A missing one is told of below, in words that are the same for all commands.
            .required(false)
            .arity(arity)
            .type(String.class)
            .build());
    return this;
  }

  public Syntax flag(String description, String... names) {
    spec.addOption(
        OptionSpec.builder(names).description(description).arity("0").type(boolean.class).build());
    return this;
  }

  /** An option with a value; the last one counts. */
  public Syntax option(String label, String description, String... names) {
    spec.addOption(
        OptionSpec.builder(names)
            .description(description)
            .paramLabel(label)
            .arity("1")
            .type(String.class)
            .build());
    return this;
  }

  /** An option that may be repeated. */
  public Syntax repeated(String label, String description, String... names) {
    spec.addOption(
        OptionSpec.builder(names)
            .description(description)
            .paramLabel(label)
            .arity("1")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    return this;
  }

  /** A flag of which it matters how often it was given. */
  Syntax countedFlag(String description, String... names) {
    spec.addOption(
        OptionSpec.builder(names)
            .description(description)
            .arity("0")
            .type(boolean[].class)
            .build());
    return this;
  }

  /**
   * Says that the original's command does not have these options: an abbreviation that its options
   * alone would allow means what it means there.
   */
  void addedByUs(String... names) {
    added.addAll(List.of(names));
  }

  public ParsedLine parse(List<String> args) throws ClientException {
    ParsedLine parsed;
    try {
      List<String> whole = new Abbreviations(spec.optionsMap(), added).expand(args);
      parsed = new ParsedLine(commandLine().parseArgs(whole.toArray(new String[0])));
    } catch (UnmatchedArgumentException e) {
      throw unmatched(e);
    } catch (ParameterException e) {
      throw ClientException.usage(LineErrors.sentence(e)).hint(help());
    }
    if (parsed.hasEmptyArgument()) {
      throw ClientException.usage("there is an argument that is empty").hint(usage());
    }
    if (!parsed.has(HELP) && !parsed.has(VERSION) && parsed.positions() < required.size()) {
      throw ClientException.usage(required.get(parsed.positions()) + " is missing").hint(usage());
    }
    return parsed;
  }

  public void help(Output out) throws IOException {
    out.text(commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF));
  }

  private CommandLine commandLine() {
    CommandLine line = new CommandLine(spec, FACTORY);
    line.setOverwrittenOptionsAllowed(true);
    line.setExpandAtFiles(false);
    line.setTrimQuotes(false);
    return line;
  }

  private ClientException unmatched(UnmatchedArgumentException e) {
    String argument = e.getUnmatched().get(0);
    if (!argument.startsWith("-") || argument.equals("-")) {
      return ClientException.usage(LineErrors.sentence(e))
          .hint(optionFor(argument).orElse(usage()));
    }
    Optional<String> near = e.getSuggestions().stream().findFirst();
    return ClientException.usage(LineErrors.sentence(e))
        .hint(near.map(option -> "did you mean " + option + "?").orElse(help()));
  }

  /** Some commands take their name by an option, where others have it as an argument. */
  private Optional<String> optionFor(String name) {
    for (String option : List.of("--name", "--path")) {
      if (positions == 0 && spec.findOption(option) != null) {
        return Optional.of("did you mean " + option + " " + Text.escape(name) + "?");
      }
    }
    return Optional.empty();
  }

  private String help() {
    return "albatross-client help " + name;
  }

  private String usage() {
    List<String> words = new ArrayList<>(List.of("albatross-client", name));
    words.addAll(line.map(List::of).orElse(required));
    if (last && line.isEmpty()) {
      words.add("[" + spec.positionalParameters().get(positions - 1).paramLabel() + "]");
    }
    words.add("[OPTIONS]");
    return String.join(" ", words);
  }
}
