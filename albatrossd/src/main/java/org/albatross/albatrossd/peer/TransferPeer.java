package org.albatross.albatrossd.peer;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.albatross.albatrossd.work.Owner;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.transfer.Download;
import org.albatross.core.transfer.Receiver;
import org.albatross.core.transfer.Source;
import org.albatross.core.transfer.Upload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A peer whose command moves much data; its connection is paused. Used on the loop's thread. */
public final class TransferPeer {
  private static final Logger LOG = LoggerFactory.getLogger(TransferPeer.class);

  private final Connection connection;
  private final Message message;
  private final Owner owner;
  private final Threads threads;
  private final Consumer<FrameHandler> handler;
  private Optional<Upload> upload = Optional.empty();

  /**
   * Who does what.
   *
   * @param disk waits for the disk
   * @param loop does everything else
   */
  public record Threads(Executor disk, Executor loop) {}

  /**
   * A peer of which nothing was taken yet.
   *
   * @param handler is given who hears of the connection from now on
   */
  public TransferPeer(
      Connection connection,
      Message message,
      Owner owner,
      Threads threads,
      Consumer<FrameHandler> handler) {
    this.connection = connection;
    this.message = message;
    this.owner = owner;
    this.threads = threads;
    this.handler = handler;
  }

  public Owner owner() {
    return owner;
  }

  public Message message() {
    return message;
  }

  public Name name() {
    return message.name();
  }

  /**
   * Takes the data that follow.
   *
   * @param whole makes the answer when all was taken
   * @param broken run in place of that, if it comes to nothing
   */
  public void upload(
      Receiver receiver, Supplier<CompletableFuture<Payload>> whole, Runnable broken) {
    if (isGone(broken)) {
      return;
    }
    Upload begun =
        new Upload(
            connection,
            receiver,
            threads.disk(),
            threads.loop(),
            new Upload.Outcome() {
              @Override
              public void whole() {
                answer(whole.get());
              }

              @Override
              public void broken(Throwable why) {
                broken.run();
                Answers.refuseData(connection, message, Answers.failure(why));
              }

              @Override
              public void gone() {
                broken.run();
                left();
              }
            });
    upload = Optional.of(begun);
    handler.accept(begun);
    begun.begin();
  }

  /**
   * Sends what a source has.
   *
   * @param over run when it is closed, before the peer has all
   */
  public void download(Source source, Runnable over) {
    if (isGone(over)) {
      return;
    }
    Download begun =
        new Download(
            connection,
            source,
            threads.disk(),
            threads.loop(),
            new Download.Outcome() {
              @Override
              public void whole() {
                over.run();
              }

              @Override
              public void broken(Throwable why) {
                over.run();
                answer(CompletableFuture.failedFuture(why));
              }

              @Override
              public void gone() {
                over.run();
                left();
              }
            });
    handler.accept(begun);
    begun.begin();
  }

  /** A connection that was closed while the command was looked at says nothing of that again. */
  private boolean isGone(Runnable tidy) {
    if (!connection.isOpen()) {
      tidy.run();
      left();
    }
    return !connection.isOpen();
  }

  /** Ends an upload; the peer is told why. */
  public void refuse(Throwable why) {
    upload.ifPresent(each -> each.refuse(why));
  }

  private void answer(CompletableFuture<Payload> answer) {
    Work.unheard(
        answer
            .exceptionally(Answers::failure)
            .thenAccept(last -> Answers.send(connection, message, last)));
  }

  private void left() {
    LOG.info("the peer of a transfer for {} left", message.name());
  }
}
