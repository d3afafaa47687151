package org.albatross.client.output;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.BlockInfo;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Image;

/** Shows replies to a person. */
public final class ReplyPrinter implements ReplyHandler, Closeable {
  private final Output out;
  private final Output err;
  private final Style style;
  private final Map<String, String> environment;
  private Optional<NewFile> file = Optional.empty();

  /** Shows what was asked for on {@code out}, and notes about it on {@code err}. */
  public ReplyPrinter(Output out, Output err, Style style, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.style = style;
    this.environment = environment;
  }

  @Override
  public boolean onSuccess(Request request, Success success) throws ClientException, IOException {
    if (success instanceof Success.Empty) {
      out.done().line("done");
    } else if (success instanceof Success.Text text) {
      return text(request, text.text());
    } else if (success instanceof Success.Unikernels reply) {
      new UnikernelPrinter(out, style, Instant.now()).print(request.name(), reply.unikernels());
    } else if (success instanceof Success.UnikernelStates reply) {
      new UnikernelPrinter(out, style, Instant.now())
          .printStates(request.name(), reply.unikernels());
    } else if (success instanceof Success.Policies reply) {
      PolicyPrinter.print(out, style, request.name(), reply.policies());
    } else if (success instanceof Success.Blocks reply) {
      blocks(request, reply);
    } else if (success instanceof Success.Consoles reply) {
      consoles(request, reply);
    } else if (success instanceof Success.UnikernelImage reply
        && request.command() instanceof UnikernelCommand.Get) {
      image(request, reply.image());
    } else if (success instanceof Success.BlockImage reply
        && request.command() instanceof BlockCommand.Dump) {
      file = Optional.of(newFile(request, reply.compressed()));
      return true;
    } else {
      throw unexpected(success);
    }
    return false;
  }

  private boolean text(Request request, String text) throws IOException {
    boolean stream =
        request.command() instanceof ConsoleCommand.SubscribeLast
            || request.command() instanceof ConsoleCommand.SubscribeSince;
    // What only shows something answers with what it shows.
    (stream ? err : out.done()).line(Output.escape(text, "\n")).flush();
    return stream;
  }

  @Override
  public boolean onData(Request request, Name about, Payload.Data data)
      throws ClientException, IOException {
    if (data instanceof Payload.BlockData block && file.isPresent()) {
      if (block.data().isPresent()) {
        write(block.data().get());
        return true;
      }
      written();
      return false;
    }
    if (data instanceof Payload.ConsoleLine line && file.isEmpty()) {
      String time = style.dim(Units.timestamp(line.time(), ZoneId.systemDefault()));
      out.line(time + " " + Text.escape(line.line().toText())).flush();
      return true;
    }
    throw unexpected(data);
  }

  @Override
  public void onEnd(Request request) throws ClientException, IOException {
    if (file.isPresent()) {
      throw ClientException.communication("the connection was closed in the middle of the data");
    }
    throw ClientException.communication("albatross-console ended the stream")
        .hint("another reader may have taken its place, or it was stopped");
  }

  /** Removes what was written and is not complete. */
  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }

  private void image(Request request, Image image) throws ClientException, IOException {
    file = Optional.of(newFile(request, image.compressed()));
    write(image.data());
    written();
  }

  private NewFile newFile(Request request, boolean compressed) throws ClientException {
    return NewFile.create(request, compressed, Instant.now(), environment, out);
  }

  private void write(Bytes data) throws ClientException, IOException {
    try {
      file.orElseThrow().write(data);
    } catch (ClientException e) {
      throw e;
    } catch (AlbatrossException e) {
      throw broken(e);
    }
  }

  private void written() throws ClientException, IOException {
    try {
      var path = file.orElseThrow().finish();
      if (path.isPresent()) {
        out.done().line(path.get().toString());
      }
    } catch (ClientException e) {
      throw e;
    } catch (AlbatrossException e) {
      throw broken(e);
    }
  }

  private static ClientException broken(AlbatrossException e) {
    return ClientException.communication("the data are broken: " + e.getMessage());
  }

  private void blocks(Request request, Success.Blocks reply) throws IOException {
    if (reply.blocks().isEmpty()) {
      out.line("no block devices");
      return;
    }
    Table table = new Table("NAME", ">SIZE", "IN USE");
    for (Named<BlockInfo> each : reply.blocks()) {
      table.row(
          Names.resolve(request.name(), each.name()).toString(),
          Units.megabytes(each.value().size()),
          each.value().active() ? "yes" : "no");
    }
    table.print(out, style);
  }

  private void consoles(Request request, Success.Consoles reply) throws IOException {
    if (reply.names().isEmpty()) {
      out.line("no inactive consoles");
    }
    Path base = request.name().path();
    for (Name name : reply.names()) {
      out.line(Names.resolve(Name.of(base), name).toString());
    }
  }

  private static ClientException unexpected(Payload payload) {
    return ClientException.communication(
        "the daemon answered something else than was asked for ("
            + payload.getClass().getSimpleName()
            + ")");
  }
}
