package org.albatross.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.client.command.ClientCommand;
import org.albatross.client.command.Commands;
import org.albatross.client.command.Context;
import org.albatross.client.command.HelpCommand;
import org.albatross.client.command.Loudness;
import org.albatross.client.command.ParsedLine;
import org.albatross.client.command.Syntax;
import org.albatross.client.error.ClientException;
import org.albatross.client.error.ExitCode;
import org.albatross.client.output.Output;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;

/** One run of the client, and the one place where errors become messages and exit codes. */
public final class Client {
  private static final String PROGRAM = "albatross-client: ";

  private final InputStream in;
  private final Output out;
  private final Output err;
  private final Map<String, String> environment;
  private final Path directory;
  private Loudness loudness = Loudness.NORMAL;

  /**
   * The streams need no buffers of their own.
   *
   * @param directory where files go that are called after something
   */
  public Client(
      InputStream in,
      OutputStream out,
      OutputStream err,
      Map<String, String> environment,
      Path directory) {
    this.in = in;
    this.out = new Output(out);
    this.err = Output.forgiving(err);
    this.environment = environment;
    this.directory = directory;
  }

  /** Runs a command line to its end; the result is for {@code System.exit}. */
  public int run(String... args) {
    int exitCode;
    try {
      exitCode = dispatch(args);
      out.flush();
    } catch (ClientException e) {
      exitCode = e.exitCode();
      complain(args, e.getMessage(), e.hint());
      traceIfWanted(e);
    } catch (AlbatrossException e) {
      exitCode = ExitCode.OTHER;
      complain(args, e.getMessage(), noHint());
      traceIfWanted(e);
    } catch (Output.LostException e) {
      exitCode = ExitCode.OUTPUT_LOST;
      complain(
          args,
          "it is done, but the output could not be written: " + e.getMessage(),
          Optional.of("doing it again is not needed and may fail"));
    } catch (Output.ClosedException e) {
      // Whoever read our output has seen enough; nobody is left to be told.
      return ExitCode.OTHER;
    } catch (IOException e) {
      exitCode = ExitCode.OTHER;
      complain(args, ClientException.file("input or output failed", e).getMessage(), noHint());
      traceIfWanted(e);
    } catch (OutOfMemoryError e) {
      exitCode = ExitCode.OTHER;
      complain(args, "not enough memory", Optional.of("raise it with JAVA_TOOL_OPTIONS=-Xmx..."));
    } catch (RuntimeException | Error e) {
      exitCode = ExitCode.INTERNAL;
      complain(args, "internal error: " + e, Optional.of("this is a bug, please report it"));
      trace(e);
    }
    return exitCode;
  }

  private static Optional<String> noHint() {
    return Optional.empty();
  }

  private int dispatch(String[] args) throws AlbatrossException, IOException {
    for (String arg : args) {
      if (arg.indexOf('\uFFFD') >= 0) {
        throw ClientException.usage("cannot read the argument " + Text.quote(arg))
            .hint("set a locale that knows its characters, such as LC_ALL=C.UTF-8");
      }
    }
    if (args.length == 0) {
      HelpCommand.overview(err);
      throw ClientException.usage("which command?");
    }
    String first = args[0];
    if (first.equals("--help") || first.startsWith("--help=") || first.equals("-h")) {
      HelpCommand.overview(out);
      return ExitCode.SUCCESS;
    }
    if (first.equals("--version") || first.equals("-V")) {
      HelpCommand.version(out);
      return ExitCode.SUCCESS;
    }
    if (first.startsWith("-")) {
      throw ClientException.usage("the command comes first, before " + Text.quote(first))
          .hint("albatross-client COMMAND [OPTIONS]");
    }
    return command(first, Arrays.asList(args).subList(1, args.length));
  }

  private int command(String name, List<String> args) throws AlbatrossException, IOException {
    ClientCommand command = Commands.find(name).orElseThrow(() -> Commands.unknown(name));
    command.headStart(args);
    Syntax syntax = new Syntax(name, Commands.description(name));
    command.declare(syntax);
    ParsedLine line = syntax.parse(args);
    if (line.helpWanted()) {
      syntax.help(out);
      return ExitCode.SUCCESS;
    }
    if (line.versionWanted()) {
      HelpCommand.version(out);
      return ExitCode.SUCCESS;
    }
    loudness = Loudness.of(line);
    command.run(line, new Context(in, out, err, environment, directory, loudness));
    return ExitCode.SUCCESS;
  }

  private void complain(String[] args, String message, Optional<String> hint) {
    try {
      out.flush();
    } catch (IOException e) {
      // What was to be said comes first; that the output is gone shows in the exit code as well.
      hint = hint.or(() -> Optional.of("and the output could not be written"));
    }
    try {
      String command = args.length > 0 && Commands.find(args[0]).isPresent() ? args[0] + ": " : "";
      err.line(PROGRAM + "error: " + command + Output.escape(message, "\n  "));
      if (hint.isPresent()) {
        err.line(PROGRAM + "hint: " + hint.get());
      }
      err.flush();
    } catch (IOException e) {
      // There is no other place to complain.
      return;
    }
  }

  private void traceIfWanted(Exception e) {
    if (loudness == Loudness.DEBUG) {
      trace(e);
    }
  }

  private void trace(Throwable e) {
    java.io.StringWriter trace = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(trace));
    try {
      err.text(trace.toString());
      err.flush();
    } catch (IOException ignored) {
      return;
    }
  }
}
