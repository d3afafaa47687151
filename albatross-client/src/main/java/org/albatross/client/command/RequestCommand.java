package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.ReplyPrinter;
import org.albatross.client.output.Style;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.client.transport.Exchange;
import org.albatross.client.transport.LocalTransport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Success;
import org.albatross.core.model.Text;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.Zlib;

/** A command that asks a daemon for something. */
abstract class RequestCommand implements ClientCommand {
  private static final String HEX = "-";

  /** What this command's line may hold beside what all have. */
  abstract void options(Syntax syntax);

  /** What is asked for, one after the other; what comes first must succeed. */
  abstract List<Request> requests(ParsedLine line) throws ClientException;

  /** Messages such as will be exchanged, to get ready for them (see {@link HeadStart}). */
  List<Payload> typicalMessages() {
    return List.of(new UnikernelCommand.Destroy(), new Success.Text(""));
  }

  @Override
  public final void headStart() {
    HeadStart.begin(typicalMessages());
  }

  /** What a person should know of a line that is allowed and yet looks like a mistake. */
  Optional<String> warning(ParsedLine line) {
    return Optional.empty();
  }

  @Override
  public final void declare(Syntax syntax) {
    options(syntax);
    syntax.option("PATH", "the daemon's socket; - prints the messages in hexadecimal", "--socket");
    syntax.option("DIR", "where the daemons' sockets are (" + defaultTmpdir() + ")", "--tmpdir");
    syntax.option("WHEN", "colours: auto, always or never (auto)", "--color");
  }

  @Override
  public final void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    List<Request> requests = requests(line);
    Optional<String> warning = warning(line);
    if (warning.isPresent()) {
      context.err().line("albatross-client: warning: " + warning.get()).flush();
    }
    Optional<String> socket = line.value("--socket");
    if (socket.isPresent() && socket.get().equals(HEX)) {
      for (Request request : requests) {
        byte[] message = Wire.encode(request.plain().message());
        context.out().line(HexFormat.of().formatHex(message));
      }
      return;
    }
    LocalTransport transport = transport(line, socket);
    Style style = style(line, context.environment());
    for (Request request : requests) {
      try (ReplyPrinter printer =
          new ReplyPrinter(context.out(), context.err(), style, context.environment())) {
        new Exchange(transport, printer).perform(request);
      }
    }
  }

  private static LocalTransport transport(ParsedLine line, Optional<String> socket)
      throws ClientException {
    Path tmpdir = Values.file("--tmpdir", line.value("--tmpdir").orElseGet(() -> defaultTmpdir()));
    Optional<Path> path =
        socket.isPresent() ? Optional.of(Values.file("--socket", socket.get())) : Optional.empty();
    return new LocalTransport(tmpdir, path);
  }

  private static Style style(ParsedLine line, Map<String, String> environment)
      throws ClientException {
    String when = line.value("--color").orElse("auto");
    return switch (when) {
      case "auto" -> Style.automatic(environment);
      case "always" -> new Style(true);
      case "never" -> new Style(false);
      default ->
          throw ClientException.usage(
              "--color wants auto, always or never, not " + Text.quote(when));
    };
  }

  private static String defaultTmpdir() {
    return System.getProperty("os.name").equals("Linux") ? "/run/albatross" : "/var/run/albatross";
  }

  /** The option of all commands that compress. */
  static void compressionOption(Syntax syntax) {
    syntax.option(
        "LEVEL", "0 (not compressed) to 9 (smallest); 0 by default", "--compression-level");
  }

  static int compression(ParsedLine line) throws ClientException {
    Optional<String> level = line.value("--compression-level");
    return level.isEmpty()
        ? 0
        : (int) Values.number("--compression-level", level.get(), 0, Zlib.MAX_LEVEL);
  }

  static void outOption(Syntax syntax) {
    syntax.option("FILE", "the file to write, which must not exist yet", "--out");
  }

  static Optional<Path> out(ParsedLine line) throws ClientException {
    Optional<String> file = line.value("--out");
    return file.isEmpty() ? Optional.empty() : Optional.of(Values.file("--out", file.get()));
  }
}
