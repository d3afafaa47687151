package org.albatross.daemon;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.model.AlbatrossException;

/**
 * Runs what is to be done with one key one after another, in the order it was asked for; different
 * keys do not wait for each other. Used on the loop's thread only.
 */
final class Sequencer<K> {
  /** More than anybody waits for; what exceeds it is refused rather than kept. */
  static final int MAX_WAITING = 64;

  private final Map<K, ArrayDeque<Runnable>> waiting = new HashMap<>();
  private final List<CompletableFuture<Void>> whenIdle = new ArrayList<>();

  /** As {@link #submit}, for what a peer asks for: refused if too much waits already. */
  <T> CompletableFuture<T> request(K key, Supplier<CompletableFuture<T>> operation) {
    ArrayDeque<Runnable> queue = waiting.get(key);
    if (queue != null && queue.size() >= MAX_WAITING) {
      return CompletableFuture.failedFuture(
          new AlbatrossException(MAX_WAITING + " operations wait for " + key + " already"));
    }
    return submit(key, operation);
  }

  /** Runs an operation when all that were asked for before it have completed. */
  <T> CompletableFuture<T> submit(K key, Supplier<CompletableFuture<T>> operation) {
    CompletableFuture<T> result = new CompletableFuture<>();
    ArrayDeque<Runnable> queue = waiting.get(key);
    if (queue == null) {
      waiting.put(key, new ArrayDeque<>());
      start(key, operation, result);
    } else {
      queue.add(() -> start(key, operation, result));
    }
    return result;
  }

  /** Completes when nothing is under way for any key. */
  CompletableFuture<Void> idle() {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    whenIdle.add(reached);
    reportIdle();
    return reached;
  }

  private void reportIdle() {
    if (waiting.isEmpty()) {
      List<CompletableFuture<Void>> reached = List.copyOf(whenIdle);
      whenIdle.clear();
      reached.forEach(each -> each.complete(null));
    }
  }

  private <T> void start(
      K key, Supplier<CompletableFuture<T>> operation, CompletableFuture<T> result) {
    CompletableFuture<T> running;
    try {
      running = operation.get();
    } catch (RuntimeException | Error e) {
      running = CompletableFuture.failedFuture(e);
    }
    Work.unheard(running.handle((value, failure) -> settle(key, value, failure, result)));
  }

  private <T> Void settle(K key, T value, Throwable failure, CompletableFuture<T> result) {
    Throwable cause = Work.cause(failure);
    if (cause instanceof Error) {
      // It left half done what the next operation builds on.
      LastWords.of(cause);
    }
    next(key);
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(cause);
    }
    return null;
  }

  private void next(K key) {
    ArrayDeque<Runnable> queue = waiting.get(key);
    if (queue.isEmpty()) {
      waiting.remove(key);
      reportIdle();
    } else {
      queue.remove().run();
    }
  }
}
