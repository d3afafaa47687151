package org.albatross.core.transfer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.albatross.core.net.Connection;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data that a peer streams, on their way to a {@link Receiver}: frames up to an empty one. A piece
 * is given to the receiver when it is whole, and the next is read when that was taken. Everything
 * but the receiver's work happens on the loop's thread.
 */
public final class Upload implements FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

  /** How long a peer may send next to nothing while it is its turn. */
  private static final Duration PATIENCE = Connection.DATA_PATIENCE;

  private static final long LEAST = Connection.LEAST_DATA;

  private final Connection connection;
  private final Receiver receiver;
  private final Executor disk;
  private final Executor loop;
  private final Outcome outcome;
  private State state = State.TAKING;
  private boolean busy;
  private boolean closed;
  private Optional<Throwable> failure = Optional.empty();
  private long turnSince;
  private long waited;
  private long moved;

  private enum State {
    TAKING,
    CLOSING,
    OVER
  }

  /** How it ended; one of these is called, once, when the receiver is closed. */
  public interface Outcome {
    /** All came and was taken. The connection is paused. */
    void whole();

    /** It came to nothing, and the peer is there to be told why. */
    void broken(Throwable why);

    /** The peer left before the end. */
    void gone();
  }

  /**
   * Makes an upload, which is to become the connection's handler before it begins.
   *
   * @param disk where the receiver works
   * @param loop the connection's loop
   */
  public Upload(
      Connection connection, Receiver receiver, Executor disk, Executor loop, Outcome outcome) {
    this.connection = connection;
    this.receiver = receiver;
    this.disk = disk;
    this.loop = loop;
    this.outcome = outcome;
  }

  private interface Job {
    void run() throws Exception;
  }

  /** Opens the receiver and reads on; the connection is paused. */
  public void begin() {
    work(receiver::open, this::readOn);
  }

  /** Ends it; the peer is told why. */
  public void refuse(Throwable why) {
    if (state == State.TAKING && failure.isEmpty()) {
      failure = Optional.of(why);
      connection.pause();
      settle();
    }
  }

  @Override
  public void onFrame(Connection from, byte[] frame) {
    from.pause();
    from.allowSilence();
    boolean tooSlow = count(frame.length);
    if (frame.length == 0) {
      work(receiver::end, this::finish);
    } else if (tooSlow) {
      refuse(
          new FrameException(
              "less than %s KiB came within %s s".formatted(LEAST >> 10, PATIENCE.toSeconds())));
    } else {
      work(() -> receiver.take(frame), this::readOn);
    }
  }

  /** Whether the peer took its time for too little: many small pieces are no progress either. */
  private boolean count(int bytes) {
    waited += System.nanoTime() - turnSince;
    moved += bytes;
    boolean tooSlow = false;
    if (waited > PATIENCE.toNanos()) {
      tooSlow = moved < LEAST;
      waited = 0;
      moved = 0;
    }
    return tooSlow;
  }

  private void readOn() {
    turnSince = System.nanoTime();
    connection.awaitData();
    connection.resume();
  }

  private void finish() {
    state = State.CLOSING;
    closeReceiver(outcome::whole);
  }

  @Override
  public void onError(Connection from, FrameException error) {
    refuse(error);
  }

  @Override
  public void onEnd(Connection from) {
    refuse(new FrameException("the peer closed the connection within a stream"));
  }

  @Override
  public void onClosed(Connection from) {
    closed = true;
    settle();
  }

  /** Ends what is to be ended, when the receiver has nothing to do. */
  private void settle() {
    if (busy || state != State.TAKING || (!closed && failure.isEmpty())) {
      return;
    }
    state = State.CLOSING;
    closeReceiver(() -> outcome.broken(failure.orElseThrow()));
  }

  private void closeReceiver(Runnable then) {
    work(
        receiver::close,
        () -> {
          state = State.OVER;
          if (closed) {
            outcome.gone();
          } else {
            then.run();
          }
        });
  }

  private void work(Job job, Runnable then) {
    busy = true;
    try {
      disk.execute(
          () -> {
            Optional<Throwable> thrown = run(job);
            loop.execute(() -> worked(thrown, then));
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("shutting down within an upload", e);
    }
  }

  private static Optional<Throwable> run(Job job) {
    try {
      job.run();
      return Optional.empty();
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      return Optional.of(e);
    }
  }

  private void worked(Optional<Throwable> thrown, Runnable then) {
    busy = false;
    if (state == State.CLOSING) {
      thrown.ifPresent(e -> LOG.error("cannot tidy up after an upload", e));
      then.run();
      return;
    }
    if (failure.isEmpty()) {
      failure = thrown;
    }
    if (closed || failure.isPresent()) {
      settle();
    } else {
      then.run();
    }
  }
}
