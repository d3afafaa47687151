package org.albatross.client.command;

import java.util.ArrayList;
import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.StatsCommand;

/** {@code stats-add}: has a process watched that albatrossd does not know of. */
final class StatsAddCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.argument("PID", "the process");
    syntax.option("NAME", "the unikernel that it is", "-n", "--name");
    syntax.option("DEVICE", "its virtual machine (FreeBSD)", "--vmmdev");
    syntax.repeated(
        "BRIDGE:TAP", "a net and the interface that carries it; repeatable", "--bridge");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    long pid = Values.number("PID", line.argument(0), 1, Integer.MAX_VALUE);
    List<StatsCommand.Tap> taps = new ArrayList<>();
    for (String text : line.values("--bridge")) {
      int colon = text.lastIndexOf(':');
      if (colon < 1 || colon == text.length() - 1) {
        throw ClientException.usage("--bridge wants BRIDGE:TAP, not " + Text.quote(text));
      }
      taps.add(new StatsCommand.Tap(text.substring(0, colon), text.substring(colon + 1)));
    }
    return List.of(
        Request.of(
            named(line, "stats-add PID"),
            new StatsCommand.Add(line.value("--vmmdev").orElse(""), pid, taps)));
  }

  static Name named(ParsedLine line, String command) throws ClientException {
    String name =
        line.value("--name")
            .orElseThrow(
                () ->
                    ClientException.usage("which unikernel?")
                        .hint("albatross-client " + command + " --name NAME"));
    return Values.fullName(name);
  }
}
