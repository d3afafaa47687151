package org.albatross.client.command;

import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;

/** {@code restart}: ends a unikernel and starts it again. */
final class RestartCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the unikernel");
    syntax.flag(
        "run it with the options given here, and the defaults of create for all others",
        "--replace-arguments");
    ArgumentOptions.declare(syntax);
  }

  @Override
  Optional<String> warning(ParsedLine line) {
    return ArgumentOptions.warning(line);
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    return List.of(Request.of(name, new UnikernelCommand.Restart(arguments(line))));
  }

  private static Optional<Arguments> arguments(ParsedLine line) throws ClientException {
    if (line.has("--replace-arguments")) {
      return Optional.of(ArgumentOptions.arguments(line));
    }
    Optional<String> stray = line.anyOf(ArgumentOptions.NAMES);
    if (stray.isPresent()) {
      throw ClientException.usage(stray.get() + " changes nothing without --replace-arguments")
          .hint("with that, what is not given has the default of create, not what runs now");
    }
    return Optional.empty();
  }
}
