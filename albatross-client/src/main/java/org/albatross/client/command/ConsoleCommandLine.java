package org.albatross.client.command;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;

/** {@code console}: shows a console. */
final class ConsoleCommandLine extends RequestCommand {
  private static final long DEFAULT_COUNT = 20;

  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the unikernel");
    syntax.option(
        "TIME",
        "the lines since a time (RFC 3339) or date (in UTC); with --count, of the last N lines",
        "--since");
    syntax.option("N", "the last N lines, and all to come (20)", "--count");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    long count = line.number("--count", DEFAULT_COUNT, 0);
    Optional<Instant> since = since(line);
    if (isBoth(line) && (Target.isPrinted(line) || Target.of(line) == Target.FILE)) {
      throw ClientException.usage("--since and --count exclude each other in what others will send")
          .hint("one command holds one of the two: only here can lines be left out");
    }
    ConsoleCommand subscribe =
        since.isPresent() && !line.has("--count")
            ? new ConsoleCommand.SubscribeSince(since.get())
            : new ConsoleCommand.SubscribeLast(count);
    return List.of(Request.of(name, subscribe));
  }

  private static Optional<Instant> since(ParsedLine line) throws ClientException {
    Optional<String> since = line.value("--since");
    return since.isPresent() ? Optional.of(Values.time("--since", since.get())) : Optional.empty();
  }

  private static boolean isBoth(ParsedLine line) {
    return line.has("--since") && line.has("--count");
  }

  @Override
  void converse(List<Request> requests, Transport transport, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    if (!isBoth(line)) {
      super.converse(requests, transport, line, context);
      return;
    }
    Instant since = since(line).orElseThrow();
    print(
        requests.get(0),
        transport,
        context,
        style(line, context.environment()),
        printer -> new FromThenOn(printer, since));
  }

  /** Leaves out lines until the first that is not older than a time. */
  private static final class FromThenOn extends Filter {
    private final Instant since;
    private boolean reached;

    FromThenOn(ReplyHandler next, Instant since) {
      super(next);
      this.since = since;
    }

    @Override
    public boolean onData(Request request, Name about, Payload.Data data)
        throws AlbatrossException, IOException {
      reached |= !(data instanceof Payload.ConsoleLine line) || !line.time().isBefore(since);
      return !reached || super.onData(request, about, data);
    }
  }
}
