package org.albatross.client.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Upload;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;

/** Performs requests: a command, what follows it, and the answers. */
public final class Exchange {
  private final Transport transport;
  private final ReplyHandler replies;
  private final Progress progress;
  private volatile Optional<Conversation> uploading = Optional.empty();

  public Exchange(Transport transport, ReplyHandler replies) {
    this(transport, replies, Progress.NONE);
  }

  /** As above, and tells how far large data have come. */
  public Exchange(Transport transport, ReplyHandler replies, Progress progress) {
    this.transport = transport;
    this.replies = replies;
    this.progress = progress;
  }

  /** The daemon closed the connection without a word. */
  private static final class HungUpException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Performs a request; a message that the daemon does not know is said in older words. */
  public void perform(Request request) throws AlbatrossException, IOException {
    try {
      if (attempt(request)) {
        return;
      }
    } catch (HungUpException e) {
      if (!request.isExtension()) {
        throw hungUp(request);
      }
    }
    performInOlderWords(request);
  }

  private void performInOlderWords(Request request) throws AlbatrossException, IOException {
    checkCanBeReadAgain(request);
    List<Request> steps = request.inOlderWords();
    if (steps.size() == 1) {
      performStep(steps.get(0));
      return;
    }
    Undo undo = new Undo(transport, request.undo(), this::hangUp);
    try {
      for (Request step : steps) {
        performStep(step);
        undo.arm();
      }
      undo.disarm();
    } catch (AlbatrossException | IOException e) {
      if (!undo.run() && e instanceof ClientException failure) {
        throw failure.hint(
            "%s was made without its content and could not be removed again: destroy-block does it"
                .formatted(request.name()));
      }
      throw e;
    }
  }

  private void performStep(Request step) throws AlbatrossException, IOException {
    try {
      attempt(step);
    } catch (HungUpException e) {
      throw hungUp(step);
    }
  }

  /** A part of it may have been read already. */
  private static void checkCanBeReadAgain(Request request) throws ClientException {
    if (request.upload().isPresent() && request.upload().get().length().isEmpty()) {
      throw ClientException.other(
              request.upload().get().file() + " would have to be read twice, and can be only once")
          .hint("the daemon does not take such a stream: write the data to a file first");
    }
  }

  /** Gives up what is being uploaded; from any thread. */
  private void hangUp() {
    try {
      if (uploading.isPresent()) {
        uploading.get().close();
      }
    } catch (IOException e) {
      uploading = Optional.empty(); // it is closed, in one way or another
    }
  }

  private ClientException hungUp(Request request) {
    return ClientException.communication("the daemon closed the connection without an answer")
        .hint("the log of " + transport.peer(request) + " may say why");
  }

  /** Returns whether the daemon knew the message. */
  private boolean attempt(Request request) throws AlbatrossException, IOException, HungUpException {
    if (request.upload().isEmpty()) {
      try (Conversation conversation = transport.start(request)) {
        if (request.command() instanceof UnikernelCommand.Get) {
          conversation.watchLargeFrames(progress);
        }
        return converse(request, conversation, Optional.empty());
      } finally {
        progress.end();
      }
    }
    // Opened before anything is said: a file that is not there is no business of the daemon's.
    Upload upload = request.upload().get();
    try (InputStream file = Uploader.open(upload);
        Conversation conversation = transport.start(request)) {
      uploading = Optional.of(conversation);
      Uploader uploader = Uploader.start(conversation, upload, file, progress);
      try {
        return converse(request, conversation, Optional.of(uploader));
      } finally {
        uploader.stop();
        progress.end();
      }
    }
  }

  private boolean converse(Request request, Conversation conversation, Optional<Uploader> uploader)
      throws AlbatrossException, IOException, HungUpException {
    Payload first = first(request, conversation, uploader);
    if (first instanceof Payload.Failure failure) {
      if (request.isExtension() && isUnknownMessage(failure)) {
        return false;
      }
      throw Refusals.explain(request, failure);
    }
    if (!(first instanceof Success success)) {
      throw unexpected(first);
    }
    if (uploader.isPresent()) {
      uploader.get().await();
    }
    boolean more = replies.onSuccess(request, success);
    long received = 0;
    while (more) {
      Optional<Message> next = receive(conversation);
      if (next.isEmpty()) {
        replies.onEnd(request);
        return true;
      }
      conversation.headers().check(request, next.get());
      Payload payload = next.get().payload();
      if (payload instanceof Payload.Failure failure) {
        throw Refusals.explain(request, failure);
      }
      if (!(payload instanceof Payload.Data data)) {
        throw unexpected(payload);
      }
      more = replies.onData(request, next.get().name(), data);
      if (data instanceof Payload.BlockData block && block.data().isPresent()) {
        received += block.data().get().length();
        progress.at(received, OptionalLong.empty());
      }
    }
    return true;
  }

  private static Payload first(
      Request request, Conversation conversation, Optional<Uploader> uploader)
      throws AlbatrossException, HungUpException {
    Optional<Message> reply;
    try {
      reply = conversation.receive();
    } catch (IOException e) {
      reply = Optional.empty(); // a reset: the daemon left with data of ours unread
    } catch (ClientException e) {
      throw e;
    } catch (AlbatrossException e) {
      throw garbage(e);
    }
    if (reply.isPresent()) {
      conversation.headers().check(request, reply.get());
      return reply.get().payload();
    }
    if (uploader.isPresent()) {
      uploader.get().throwIfFileFailed();
    }
    throw new HungUpException();
  }

  private static Optional<Message> receive(Conversation conversation) throws ClientException {
    try {
      return conversation.receive();
    } catch (IOException e) {
      throw ClientException.communication("the connection broke: " + e.getMessage());
    } catch (ClientException e) {
      throw e;
    } catch (AlbatrossException e) {
      throw garbage(e);
    }
  }

  private static ClientException garbage(AlbatrossException e) {
    return ClientException.communication("cannot understand the daemon: " + e.getMessage())
        .hint("is what listens there an albatross daemon of a version that this client knows?");
  }

  /** A daemon that reads what is no message to it says where in the message. */
  private static boolean isUnknownMessage(Payload.Failure failure) {
    return failure.message().contains("unknown alternative");
  }

  private static ClientException unexpected(Payload payload) {
    return ClientException.communication(
        "the daemon answered something else than was asked for ("
            + payload.getClass().getSimpleName()
            + ")");
  }
}
