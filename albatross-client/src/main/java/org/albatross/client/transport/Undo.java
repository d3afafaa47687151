package org.albatross.client.transport;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.albatross.client.request.Request;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;

/**
 * Takes back a first step unless those after it succeed, also where the program is interrupted. For
 * daemons that do not do all of it in one.
 */
final class Undo {
  /** A daemon whose connection broke needs a moment to see that, and to free what it held. */
  private static final int ATTEMPTS = 10;

  private static final int PAUSE_MILLIS = 200;

  /** Nobody waits for longer than this for a daemon that does not answer. */
  private static final int LIMIT_MILLIS = 5000;

  private final Transport transport;
  private final Request request;
  private final Runnable hangUp;
  private final Thread onExit = new Thread(this::onExit, "undo");
  private volatile boolean armed;

  /**
   * Nothing to take back yet.
   *
   * @param hangUp ends what the steps still say to the daemon
   */
  Undo(Transport transport, Request request, Runnable hangUp) {
    this.transport = transport;
    this.request = request;
    this.hangUp = hangUp;
  }

  /** There is something to take back from now on. */
  synchronized void arm() {
    if (!armed) {
      armed = true;
      Runtime.getRuntime().addShutdownHook(onExit);
    }
  }

  /** All succeeded. */
  synchronized void disarm() {
    armed = false;
    try {
      var unused = Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // the program is being interrupted, and finds nothing to take back
    }
  }

  private void onExit() {
    hangUp.run();
    var unused = run();
  }

  /** Takes back what there is, and returns whether nothing is left as far as is known. */
  synchronized boolean run() {
    if (armed) {
      Thread thread = new Thread(this::attempts, "taking back");
      thread.setDaemon(true);
      thread.start();
      try {
        thread.join(LIMIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return !armed;
  }

  private void attempts() {
    for (int i = 0; armed && i < ATTEMPTS; i++) {
      if (attempt()) {
        armed = false;
      } else {
        pause();
      }
    }
  }

  private boolean attempt() {
    Answer answer = new Answer();
    try {
      new Exchange(transport, answer).perform(request);
      return answer.success.isPresent();
    } catch (AlbatrossException | IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody has to hear of it. */
  private static final class Answer implements ReplyHandler {
    private Optional<Success> success = Optional.empty();

    @Override
    public boolean onSuccess(Request request, Success given) {
      success = Optional.of(given);
      return false;
    }

    @Override
    public boolean onData(Request request, Name about, Payload.Data data) {
      return false;
    }

    @Override
    public void onEnd(Request request) {
      // nothing more was expected
    }
  }
}
