package org.albatross.client.command;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.Output;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.State;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;

/**
 * {@code decode}: for each line of the standard input one of the output, {@code ok HEX} with what
 * we encode again, or {@code error WHY}.
 */
final class DecodeCommand implements ClientCommand {
  private static final int PIECE = 1 << 12;

  private interface Grammar {
    /** Decodes and encodes again. */
    byte[] again(byte[] input) throws DecodeException;
  }

  @Override
  public void declare(Syntax syntax) {
    syntax.option("KIND", "what the lines are: wire, cert or state", "--as");
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Grammar grammar = grammar(line.value("--as"));
    HexLines lines = new HexLines(context.in(), HexLines.MAX_BYTES);
    Output out = context.out();
    while (lines.hasNext()) {
      answer(lines.next(), grammar, out);
      if (!lines.hasBuffered()) {
        out.flush(); // somebody may wait for the answer before going on
      }
    }
  }

  private static Grammar grammar(Optional<String> kind) throws ClientException {
    if (kind.isEmpty()) {
      throw ClientException.usage("--as is missing").hint("--as wire, --as cert or --as state");
    }
    return switch (kind.get()) {
      case "wire" -> input -> Wire.encode(Wire.decode(input));
      case "cert" -> input -> CertificateExtension.encode(CertificateExtension.decode(input));
      case "state" -> input -> State.decode(input).encode();
      default ->
          throw ClientException.usage(
              "--as wants wire, cert or state, not " + Text.quote(kind.get()));
    };
  }

  private static void answer(HexLines.Line line, Grammar grammar, Output out) throws IOException {
    if (!line.isValid()) {
      out.line("error " + line.error());
      return;
    }
    byte[] again;
    try {
      again = grammar.again(line.bytes().toArray());
    } catch (DecodeException e) {
      out.line("error " + Text.escape(e.getMessage()));
      return;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // One answer for each line, even where we have a bug.
      out.line("error internal error: " + Text.escape(e.toString()));
      return;
    }
    out.text("ok ");
    for (int from = 0; from < again.length; from += PIECE) {
      int to = Math.min(again.length, from + PIECE);
      out.text(HexFormat.of().formatHex(again, from, to));
    }
    out.text("\n");
  }
}
