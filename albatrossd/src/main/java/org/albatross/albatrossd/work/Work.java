package org.albatross.albatrossd.work;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.model.AlbatrossException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what may block on other threads; what follows runs on the loop's thread again. */
public final class Work {
  private static final Logger LOG = LoggerFactory.getLogger(Work.class);

  private final Executor pool;
  private final Executor loop;

  public Work(Executor pool, Executor loop) {
    this.pool = pool;
    this.loop = loop;
  }

  /**
   * Runs a job elsewhere. The result completes on the loop's thread. A job for which there is not
   * enough memory fails, as one that the host refuses; any other Error ends the daemon.
   */
  public <T> CompletableFuture<T> run(Callable<T> job) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      pool.execute(() -> runAndReport(job, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    } catch (OutOfMemoryError e) { // of which a thread is made
      result.completeExceptionally(tooLittle(e));
    }
    return result;
  }

  private <T> void runAndReport(Callable<T> job, CompletableFuture<T> result) {
    try {
      T value = job.call();
      loop.execute(() -> result.complete(value));
    } catch (OutOfMemoryError | StackOverflowError e) {
      AlbatrossException failure = tooLittle(e);
      loop.execute(() -> result.completeExceptionally(failure));
    } catch (Exception e) {
      loop.execute(() -> result.completeExceptionally(e));
    }
  }

  private static AlbatrossException tooLittle(Error e) {
    LOG.error("a job failed: {}", e.toString());
    return new AlbatrossException(
        "there is not enough memory for that at this moment; try again later", e);
  }

  /**
   * For the last stage of something that nobody waits for: a bug in a stage is logged. An Error
   * there, on the loop's thread, ends the daemon as it does where no stage holds it back.
   */
  public static void unheard(CompletableFuture<?> last) {
    var unused =
        last.whenComplete(
            (done, failure) -> {
              Throwable cause = cause(failure);
              if (cause instanceof Error) {
                LastWords.of(cause);
              } else if (cause instanceof RuntimeException) {
                LOG.error("internal error, going on", cause);
              }
            });
  }

  /** What a stage failed with, without the wrappers that the JDK puts around it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
