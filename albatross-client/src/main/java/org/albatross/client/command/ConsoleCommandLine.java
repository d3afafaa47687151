package org.albatross.client.command;

import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.ConsoleCommand;
import org.albatross.core.model.Name;

/** {@code console}: shows a console. */
final class ConsoleCommandLine extends RequestCommand {
  private static final long DEFAULT_COUNT = 20;

  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the unikernel");
    syntax.option("TIME", "the lines since a time (RFC 3339) or date (in UTC)", "--since");
    syntax.option("N", "the last N lines, and all to come (20)", "--count");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    long count = line.number("--count", DEFAULT_COUNT, 0);
    Optional<String> since = line.value("--since");
    ConsoleCommand subscribe =
        since.isPresent()
            ? new ConsoleCommand.SubscribeSince(Values.time("--since", since.get()))
            : new ConsoleCommand.SubscribeLast(count);
    return List.of(Request.of(name, subscribe));
  }
}
