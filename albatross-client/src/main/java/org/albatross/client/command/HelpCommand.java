package org.albatross.client.command;

import java.io.IOException;
import java.util.Optional;
import org.albatross.client.output.Output;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;

/** {@code help}: what there is, and how it is called. */
public final class HelpCommand implements ClientCommand {
  private static final String NAMES =
      """
      A name is a path and a last label, joined by colons: foo:bar:hello is hello below foo:bar.
      hello (or :hello) is hello at the root. A label has 1 to 63 of the characters a-z, 0-9, - and
      ., and does not begin with -. A name that ends in a colon (foo:) means the path itself.
      """;

  private static final String EXIT_CODES =
      """
        0  success
      117  the daemon refused the command
      121  the daemon hung up, or was not understood
      122  no connection to the daemon
      123  another error, such as a file that cannot be read
      124  the command line is wrong
      125  internal error, a bug
      """;

  @Override
  public void declare(Syntax syntax) {
    syntax.optionalArgument("TOPIC", "a command, or one of: names, exit-codes");
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Optional<String> topic = line.optionalArgument(0);
    if (topic.isEmpty() || topic.get().equals("topics")) {
      overview(context.out());
    } else if (topic.get().equals("names")) {
      context.out().text(NAMES);
    } else if (topic.get().equals("exit-codes")) {
      context.out().text(EXIT_CODES);
    } else {
      String name = topic.get();
      ClientCommand command = Commands.find(name).orElseThrow(() -> Commands.unknown(name));
      Syntax syntax = new Syntax(name, Commands.description(name));
      command.declare(syntax);
      syntax.help(context.out());
    }
  }

  /** Lists the commands, without building any. */
  public static void overview(Output out) throws IOException {
    out.line("Usage: albatross-client COMMAND [OPTIONS]").line("").line("Commands:");
    for (String[] each : Commands.descriptions()) {
      out.line("  " + each[0] + " ".repeat(19 - each[0].length()) + each[1]);
    }
    out.line("").line("albatross-client help TOPIC tells of a command, names, or exit-codes.");
  }

  public static void version(Output out) throws IOException {
    String version =
        Optional.ofNullable(HelpCommand.class.getPackage().getImplementationVersion())
            .orElse("unknown");
    out.line("albatross-client " + version + ", protocol version " + Message.VERSION);
  }
}
