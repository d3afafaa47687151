package org.albatross.daemon;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what may block on other threads; what follows runs on the loop's thread again. */
final class Work {
  private final Executor pool;
  private final Executor loop;

  Work(Executor pool, Executor loop) {
    this.pool = pool;
    this.loop = loop;
  }

  /** Runs a job elsewhere. The result completes on the loop's thread. */
  <T> CompletableFuture<T> run(Callable<T> job) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      pool.execute(() -> runAndReport(job, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private <T> void runAndReport(Callable<T> job, CompletableFuture<T> result) {
    try {
      T value = job.call();
      loop.execute(() -> result.complete(value));
    } catch (Throwable e) {
      loop.execute(() -> result.completeExceptionally(e));
    }
  }

  /** What a stage failed with, without the wrappers that the JDK puts around it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
