package org.albatross.client.command;

import java.io.IOException;
import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.stats.Top;
import org.albatross.client.transport.Exchange;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Payload;

/** {@code top}: statistics on the whole screen. */
final class TopCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    StatsCommandLine.nameOption(syntax);
  }

  @Override
  List<Payload> typicalMessages() {
    return StatsCommandLine.typicalStatistics();
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    return StatsCommandLine.subscription(line);
  }

  @Override
  void converse(List<Request> requests, Transport transport, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    Request subscription = requests.get(0);
    String type = context.environment().getOrDefault("TERM", "");
    Top.run(type, replies -> new Exchange(transport, replies).perform(subscription));
  }
}
