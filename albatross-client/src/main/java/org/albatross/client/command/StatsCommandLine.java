package org.albatross.client.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.Style;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.client.stats.StatsLines;
import org.albatross.client.stats.StatsTable;
import org.albatross.client.stats.TerminalSize;
import org.albatross.client.transport.Exchange;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.StatsCommand;

/** {@code stats}: a table on a terminal, elsewhere a line for each sample. */
final class StatsCommandLine extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    nameOption(syntax);
  }

  static void nameOption(Syntax syntax) {
    syntax.option("NAME", "one unikernel, or a path such as foo:", "-n", "--name");
  }

  @Override
  List<Payload> typicalMessages() {
    return typicalStatistics();
  }

  static List<Payload> typicalStatistics() {
    Stats.TimeVal zero = new Stats.TimeVal(0, 0);
    Stats some =
        new Stats(
            new Stats.Rusage(zero, zero, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            List.of(new Stats.Interface("", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
            Optional.empty(),
            Optional.of(new Stats.Memory(0, 0, 0, 0, 0, 0, 0, zero)));
    return List.of(new StatsCommand.Watch(), new Payload.StatsData(some));
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    return subscription(line);
  }

  static List<Request> subscription(ParsedLine line) throws ClientException {
    return List.of(
        Request.of(Values.name(line.value("--name").orElse(":")), new StatsCommand.Watch()));
  }

  /** As lines, or as a table where there is a terminal. */
  static void show(Request request, Transport transport, Context context, Style style)
      throws AlbatrossException, IOException {
    boolean dumb = context.environment().getOrDefault("TERM", "dumb").equals("dumb");
    if (dumb || !Style.standardOutputIsTerminal()) {
      new Exchange(transport, new StatsLines(context.out())).perform(request);
      return;
    }
    try (StatsTable table = new StatsTable(context.out(), style, TerminalSize.ofTerminal())) {
      new Exchange(transport, table).perform(request);
    }
  }
}
