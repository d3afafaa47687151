package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.ReplyPrinter;
import org.albatross.client.output.Style;
import org.albatross.client.progress.TerminalProgress;
import org.albatross.client.request.Download;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.client.transport.Exchange;
import org.albatross.client.transport.Progress;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.DataSize;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.zlib.Zlib;

/** A command that asks a daemon for something. */
abstract class RequestCommand implements ClientCommand {
  /** What this command's line may hold beside what all have. */
  abstract void options(Syntax syntax);

  /** What is asked for, one after the other; what comes first must succeed. */
  abstract List<Request> requests(ParsedLine line) throws ClientException;

  /** Messages such as will be exchanged, to get ready for them (see {@link HeadStart}). */
  List<Payload> typicalMessages() {
    return List.of(new UnikernelCommand.Destroy(), new Success.Text(""));
  }

  @Override
  public final void headStart(List<String> args) {
    boolean remote = false;
    for (String arg : args) {
      remote |= leadsAway(arg);
    }
    HeadStart.begin(typicalMessages(), remote);
  }

  /** Abbreviations and all: a wrong guess costs time only. */
  private static boolean leadsAway(String arg) {
    return arg.startsWith("-d") || arg.startsWith("--d") || arg.startsWith("--cs");
  }

  /** What a person should know of a line that is allowed and yet looks like a mistake. */
  Optional<String> warning(ParsedLine line) throws ClientException {
    return Optional.empty();
  }

  @Override
  public final void declare(Syntax syntax) {
    options(syntax);
    Target.declare(syntax);
  }

  @Override
  public final void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Target target = Target.of(line);
    List<Request> requests = requests(line);
    Optional<String> warning = warning(line);
    if (warning.isPresent()) {
      context.note("warning: " + warning.get());
    }
    switch (target) {
      case LOCAL -> local(requests, line, context);
      case REMOTE -> remote(requests, line, context);
      case FILE -> Remote.writeRequest(requests, line, context);
    }
  }

  private void local(List<Request> requests, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    if (Target.isPrinted(line)) {
      for (Request request : requests) {
        for (Request step : request.inOlderWords()) {
          context.out().line(HexFormat.of().formatHex(Wire.encode(step.message())));
        }
      }
      return;
    }
    converse(requests, Target.transport(line, context), line, context);
  }

  private void remote(List<Request> requests, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    boolean printed = Target.isPrinted(line);
    List<Request> certified = new ArrayList<>();
    for (Request request : requests) {
      boolean older =
          line.has(CreateCommand.IMAGE_IN_CERTIFICATE)
              || printed && request.command() instanceof BlockCommand;
      certified.addAll(older ? request.inOlderWords() : List.of(request.certified()));
    }
    if (printed) {
      Remote.print(certified, line, context);
    } else {
      converse(certified, Target.transport(line, context), line, context);
    }
  }

  /** Asks for all of it and shows the answers. */
  void converse(List<Request> requests, Transport transport, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    long begun = System.nanoTime();
    perform(requests, transport, line, context);
    StartLook.after(requests, begun, transport, line, context);
  }

  /** Performs requests and prints what is answered; what comes first must succeed. */
  static void perform(List<Request> requests, Transport transport, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    Style style = style(line, context.environment());
    for (Request request : requests) {
      if (request.command() instanceof StatsCommand.Watch
          || request.command() instanceof StatsCommand.Subscribe) {
        StatsCommandLine.show(request, transport, context, style);
      } else {
        print(request, transport, context, style, UnaryOperator.identity());
      }
    }
  }

  /**
   * Performs a request and prints what is answered.
   *
   * @param before what has the answers before they are printed, made of what prints them
   */
  static void print(
      Request request,
      Transport transport,
      Context context,
      Style style,
      UnaryOperator<ReplyHandler> before)
      throws AlbatrossException, IOException {
    try (ReplyPrinter printer =
        new ReplyPrinter(context.out(), context.err(), style, context.environment())) {
      Progress progress = TerminalProgress.onStandardError(context.err(), context.environment());
      new Exchange(transport, before.apply(printer), progress).perform(request);
    }
  }

  static Style style(ParsedLine line, Map<String, String> environment) throws ClientException {
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

  /** The option of all commands that compress. */
  static void compressionOption(Syntax syntax) {
    syntax.option(
        "LEVEL",
        "0 (not compressed) to 9 (smallest); by default 0 locally, else 9",
        "--compression-level");
  }

  static int compression(ParsedLine line) throws ClientException {
    Optional<String> level = line.value("--compression-level");
    return level.isEmpty()
        ? Target.of(line) == Target.LOCAL ? 0 : Zlib.MAX_LEVEL
        : (int) Values.number("--compression-level", level.get(), 0, Zlib.MAX_LEVEL);
  }

  /**
   * The options of all commands that write data.
   *
   * @param usual how many are written where nothing is said
   */
  static void outOptions(Syntax syntax, String usual) {
    syntax.option(
        "FILE", "the file to write, which must not exist yet, - for the standard output", "--out");
    syntax.option(
        "SIZE", "how large it may become, such as 64MiB or 2GiB (" + usual + ")", "--max-size");
    syntax.addedByUs("--out", "--max-size");
  }

  static Download download(ParsedLine line, DataSize usual) throws ClientException {
    Optional<String> limit = line.value("--max-size");
    return new Download(
        out(line), limit.isEmpty() ? usual : Values.size("--max-size", limit.get()));
  }

  private static Optional<Path> out(ParsedLine line) throws ClientException {
    Optional<String> file = line.value("--out");
    if (file.isPresent() && file.get().equals("-") && Style.standardOutputIsTerminal()) {
      throw ClientException.usage("--out -: the standard output is a terminal")
          .hint("send it to a pipe or a file");
    }
    return file.isEmpty() ? Optional.empty() : Optional.of(Values.file("--out", file.get()));
  }
}
