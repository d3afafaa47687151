package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.albatross.core.model.message.Payload;

/**
 * Somebody honest who asks one thing after the other, on a thread of its own, until it is closed.
 */
public final class HonestLoop implements AutoCloseable {
  private final Party party;
  private final AtomicReference<Figures> figures = new AtomicReference<>(new Figures());
  private final Thread thread = new Thread(this::run, "honest");
  private volatile Optional<Pending> pending = Optional.empty();
  private volatile boolean stopped;

  private record Pending(String what, long since) {}

  private HonestLoop(Party party) {
    this.party = party;
    thread.setDaemon(true);
  }

  /** Begins. */
  public static HonestLoop start(Party party) {
    HonestLoop loop = new HonestLoop(party);
    loop.thread.start();
    return loop;
  }

  /** What it has seen since the last time. */
  public Figures take() {
    return figures.getAndSet(new Figures());
  }

  /** What it waits for at this moment, in words. */
  public String waiting() {
    return pending
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%-32s waits since %.1f ms",
                    each.what(),
                    (System.nanoTime() - each.since()) / 1e6))
        .orElse("");
  }

  private interface Question {
    Payload ask() throws IOException;
  }

  private void run() {
    while (!stopped) {
      measure("info", party::info);
      measure("create", () -> party.create("measured"));
      measure("destroy", () -> party.destroy("measured"));
    }
  }

  private void measure(String what, Question question) {
    String whole = what + " by " + party.who();
    long begin = System.nanoTime();
    pending = Optional.of(new Pending(whole, begin));
    try {
      Payload answer = question.ask();
      long after = System.nanoTime() - begin;
      if (answer instanceof Payload.Failure) {
        figures.get().failed(whole, after);
      } else {
        figures.get().answered(whole, after);
      }
    } catch (IOException e) {
      figures.get().failed(whole, System.nanoTime() - begin);
    }
  }

  /** Ends it after what it just does. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
