package org.albatross.console;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.FrameException;
import org.albatross.core.wire.Wire;

/** A client of albatross-console, or albatrossd. */
final class Peer implements AutoCloseable {
  private final FrameChannel frames;
  private long sequence = 7;

  Peer(FrameChannel frames) {
    this.frames = frames;
  }

  FrameChannel frames() {
    return frames;
  }

  void send(String name, Payload payload) throws IOException, AlbatrossException {
    sequence++;
    frames.send(Wire.encode(new Message(sequence, Name.parse(name), payload)));
  }

  /** Sends a command; the answer, which must have its sequence and name. */
  Payload ask(String name, Payload command) throws IOException, AlbatrossException {
    send(name, command);
    Message answer = receive().orElseThrow();
    if (answer.sequence() != sequence || !answer.name().equals(Name.parse(name))) {
      throw new AssertionError("no answer to " + sequence + " " + name + ": " + answer);
    }
    return answer.payload();
  }

  Payload add(String name, long rings) throws IOException, AlbatrossException {
    return ask(name, new ConsoleCommand.Add(rings));
  }

  /** Subscribes; what is said to it. */
  String subscribe(String name, long count) throws IOException, AlbatrossException {
    return said(ask(name, new ConsoleCommand.SubscribeLast(count)));
  }

  String subscribe(String name, Instant since) throws IOException, AlbatrossException {
    return said(ask(name, new ConsoleCommand.SubscribeSince(since)));
  }

  private static String said(Payload answer) {
    return answer instanceof Success.Text text ? text.text() : answer.toString();
  }

  List<String> inactive(String path) throws IOException, AlbatrossException {
    return ((Success.Consoles) ask(path, new ConsoleCommand.ListInactive()))
        .names().stream().map(Name::text).toList();
  }

  /** The next message; absent if the console has closed the connection. */
  Optional<Message> receive() throws IOException, AlbatrossException {
    Optional<byte[]> frame = frames.receive();
    return frame.isPresent() ? Optional.of(Wire.decode(frame.get())) : Optional.empty();
  }

  /** The next line of the stream. */
  Payload.ConsoleLine line(String name) throws IOException, AlbatrossException {
    Message message = receive().orElseThrow(() -> new AssertionError("the stream has ended"));
    if (message.sequence() != 0 || !message.name().equals(Name.parse(name))) {
      throw new AssertionError("not of the stream of " + name + ": " + message);
    }
    return (Payload.ConsoleLine) message.payload();
  }

  List<String> lines(String name, int count) throws IOException, AlbatrossException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line(name).line().toText());
    }
    return lines;
  }

  /** Whether the console closes the connection, what was on the way aside. */
  boolean isClosed() throws AlbatrossException {
    try {
      Optional<Message> next = receive();
      while (next.isPresent()) {
        next = receive();
      }
      return true;
    } catch (IOException | FrameException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }
}
