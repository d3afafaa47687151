package org.albatross.albatrossd.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Connection;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to another daemon: one message, one reply, with the sequence checked
 * (docs/protocol/daemons.md, Sockets). Used on the loop's thread only.
 */
final class PeerLink implements FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_WAITING = 10_000;

  private final String peer;
  private final EventLoop loop;
  private final Runnable lost;
  private final ArrayDeque<Question> waiting = new ArrayDeque<>();
  private Optional<Connection> connection = Optional.empty();
  private Optional<EventLoop.Timer> timeout = Optional.empty();
  private long sequence;

  private record Question(Message message, CompletableFuture<Void> answer) {}

  /**
   * Makes a link that is not connected.
   *
   * @param lost called when the connection is gone
   */
  PeerLink(String peer, EventLoop loop, Runnable lost) {
    this.peer = peer;
    this.loop = loop;
    this.lost = lost;
  }

  /** Uses this connection from now on; one that was used before is closed. */
  void attach(Connection fresh) {
    Optional<Connection> old = connection;
    failAll();
    connection = Optional.of(fresh);
    fresh.allowSilence();
    old.filter(before -> before != fresh).ifPresent(Connection::close);
  }

  boolean isConnected() {
    return connection.isPresent();
  }

  /** Sends a command; completes when it was answered with success. */
  CompletableFuture<Void> ask(Name name, Payload.Command command) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    if (connection.isEmpty()) {
      answer.completeExceptionally(notConnected());
    } else if (waiting.size() >= MAX_WAITING) {
      answer.completeExceptionally(new AlbatrossException(peer + " is too slow"));
    } else {
      waiting.add(new Question(new Message(++sequence, name, command), answer));
      if (waiting.size() == 1) {
        sendNext();
      }
    }
    return answer;
  }

  private AlbatrossException notConnected() {
    return new AlbatrossException(peer + " is not connected; is it running?");
  }

  private void sendNext() {
    Question next = waiting.peek();
    if (next != null && connection.isPresent()) {
      connection.get().send(Wire.encode(next.message()));
      timeout =
          Optional.of(
              loop.schedule(
                  PATIENCE,
                  () -> {
                    LOG.error("{} does not answer", peer);
                    connection.ifPresent(Connection::close);
                  }));
    }
  }

  @Override
  public void onFrame(Connection from, byte[] frame) {
    if (connection.filter(from::equals).isEmpty()) {
      return;
    }
    Question question = waiting.peek();
    try {
      Message reply = Wire.decode(frame);
      if (question == null || reply.sequence() != question.message().sequence()) {
        throw new DecodeException("an answer to something that was not asked");
      }
      waiting.remove();
      timeout.ifPresent(EventLoop.Timer::cancel);
      sendNext();
      complete(question, reply.payload());
    } catch (DecodeException e) {
      LOG.error("{} sent a message that makes no sense: {}", peer, e.getMessage());
      from.close();
    }
  }

  private void complete(Question question, Payload reply) {
    if (reply instanceof Success) {
      question.answer().complete(null);
    } else if (reply instanceof Payload.Failure failure) {
      question
          .answer()
          .completeExceptionally(new AlbatrossException(peer + ": " + failure.message()));
    } else {
      question
          .answer()
          .completeExceptionally(new AlbatrossException(peer + " answered with no answer"));
    }
  }

  @Override
  public void onError(Connection from, FrameException error) {
    LOG.error("{} sent {}", peer, error.getMessage());
    from.close();
  }

  @Override
  public void onClosed(Connection from) {
    if (connection.filter(from::equals).isPresent()) {
      connection = Optional.empty();
      failAll();
      lost.run();
    }
  }

  private void failAll() {
    timeout.ifPresent(EventLoop.Timer::cancel);
    List<Question> unanswered = List.copyOf(waiting);
    waiting.clear();
    unanswered.forEach(question -> question.answer().completeExceptionally(notConnected()));
  }
}
