package org.albatross.core.transfer;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.net.MemoryBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data of a {@link Source} on their way to a peer: the next piece is read when the peer has taken
 * the one before. Everything but the source's work happens on the loop's thread.
 */
public final class Download implements FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);

  private final Connection connection;
  private final Source source;
  private final Executor disk;
  private final Executor loop;
  private final Outcome outcome;
  private final MemoryBudget.Share memory;
  private boolean busy;
  private boolean closing;
  private boolean closed;
  private boolean last;

  /** How it ended; one of these is called, once, when the source is closed. */
  public interface Outcome {
    /** The peer is about to be sent the last piece, and then the end. */
    void whole();

    /** It came to nothing, and the peer is there to be told why. */
    void broken(Throwable why);

    /** The peer left before the end, or cannot be told anything more. */
    void gone();
  }

  /**
   * Makes a download, which is to become the connection's handler before it begins.
   *
   * @param disk where the source works
   * @param loop the connection's loop
   */
  public Download(
      Connection connection, Source source, Executor disk, Executor loop, Outcome outcome) {
    this.connection = connection;
    this.source = source;
    this.disk = disk;
    this.loop = loop;
    this.outcome = outcome;
    this.memory = connection.share();
  }

  private interface Job {
    Optional<ByteBuffer> run() throws Exception;
  }

  /** Opens the source and sends what it has; the connection is paused. */
  public void begin() {
    try {
      memory.grow(Source.PIECE);
    } catch (FrameException e) {
      close(() -> outcome.broken(e));
      return;
    }
    work(
        () -> {
          source.open();
          return next();
        });
  }

  private Optional<ByteBuffer> next() throws Exception {
    ByteBuffer piece = source.next();
    last = source.isDone();
    return Optional.of(piece);
  }

  private void send(ByteBuffer piece) {
    if (last) {
      // What was held is free before the peer has all: it may ask for that at once.
      close(
          () -> {
            outcome.whole();
            connection.sendRaw(piece);
            connection.finish();
          });
    } else {
      connection.sendRaw(piece);
      connection.whenWritten(() -> work(this::next));
    }
  }

  private void failed(Throwable why) {
    if (source.isWithinFrame()) {
      LOG.error("a peer gets a part only of what it asked for", why);
      close(outcome::gone);
      connection.close();
    } else {
      close(() -> outcome.broken(why));
    }
  }

  @Override
  public void onFrame(Connection from, byte[] frame) {
    throw new IllegalStateException("a connection that is paused brings nothing");
  }

  @Override
  public void onError(Connection from, FrameException error) {
    connection.close();
  }

  @Override
  public void onClosed(Connection from) {
    closed = true;
    if (!busy && !closing) {
      close(outcome::gone);
    }
  }

  private void close(Runnable then) {
    closing = true;
    memory.close();
    try {
      disk.execute(
          () -> {
            closeSource();
            loop.execute(() -> end(then));
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("shutting down within a download", e);
    }
  }

  private void end(Runnable then) {
    if (closed) {
      outcome.gone();
    } else {
      then.run();
    }
  }

  private void closeSource() {
    try {
      source.close();
    } catch (Exception e) {
      LOG.error("cannot tidy up after a download", e);
    }
  }

  private void work(Job job) {
    busy = true;
    try {
      disk.execute(
          () -> {
            try {
              Optional<ByteBuffer> piece = job.run();
              loop.execute(() -> worked(() -> piece.ifPresent(this::send)));
            } catch (Exception | OutOfMemoryError | StackOverflowError e) {
              loop.execute(() -> worked(() -> failed(e)));
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("shutting down within a download", e);
    }
  }

  private void worked(Runnable then) {
    busy = false;
    if (closed) {
      close(outcome::gone);
    } else {
      then.run();
    }
  }
}
