package org.albatross.influx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.albatross.core.daemon.Pools;
import org.albatross.core.metrics.LineProtocol;
import org.albatross.core.metrics.StatsPoints;
import org.albatross.core.model.Name;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.Stats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Points straight into InfluxDB by HTTP, many at once. What cannot be written now is tried again
 * later, with the time at which it was measured; what InfluxDB does not want is given up. Writing
 * twice is harmless: the same point at the same time is one.
 */
final class HttpReceiver implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(HttpReceiver.class);

  /** InfluxDB's own advice for a batch. */
  private static final int BATCH = 5000;

  /** Lets the points of a round come together. */
  private static final Duration GATHERING = Duration.ofMillis(500);

  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final int CLIENT_THREADS = 2;
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

  private static final Duration LAST_WRITES = Duration.ofSeconds(3);

  /** How much is read of an answer that says why. */
  private static final int EXPLANATION = 1024;

  private static final int TOO_LARGE = 413;
  private static final int SLOW_DOWN = 429;

  private final HttpTarget target;
  private final Function<Name, String> tag;
  private final Duration timeout;
  private final LineBuffer buffer;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECTING)
          .executor(Pools.bounded("http-client", CLIENT_THREADS)) // a task's failure is not its end
          .build();
  private final Thread thread = new Thread(this::run, "http");
  private Duration delay = FIRST_DELAY;
  private int batch = BATCH;
  private boolean complained;
  private volatile boolean closing;

  /** What became of a batch. */
  private enum Outcome {
    WRITTEN,
    REFUSED,
    TOO_LARGE,
    LATER
  }

  /**
   * Writes on a thread of its own.
   *
   * @param tag how a unikernel is called
   * @param bufferBytes how much may wait
   * @param timeout for each write
   */
  HttpReceiver(HttpTarget target, Function<Name, String> tag, long bufferBytes, Duration timeout) {
    this.target = target;
    this.tag = tag;
    this.timeout = timeout;
    this.buffer = new LineBuffer(bufferBytes);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void onStats(Name name, Stats stats, Instant time) {
    OptionalLong nanos = OptionalLong.of(time.getEpochSecond() * 1_000_000_000 + time.getNano());
    StatsPoints.of(tag.apply(name), stats, time)
        .forEach(point -> buffer.add(LineProtocol.line(point, nanos)));
  }

  private void run() {
    try {
      while (!closing) {
        step();
      }
    } catch (InterruptedException e) {
      LOG.debug("ending", e);
    }
    flush();
  }

  /** At the end: what a database takes at once is not thrown away. */
  private void flush() {
    boolean taken = true;
    while (taken && buffer.size() > 0) {
      String lines = buffer.take(batch);
      try {
        taken = write(lines) == Outcome.WRITTEN;
      } catch (InterruptedException e) {
        buffer.putBack(lines); // by close, which interrupts once, and may be late
      }
    }
    if (buffer.size() > 0) {
      LOG.warn("{} points could not be written before the end", buffer.size());
    }
  }

  private void step() throws InterruptedException {
    buffer.await();
    if (buffer.size() < batch) {
      Thread.sleep(GATHERING.toMillis());
    }
    reportDropped();
    String lines = buffer.take(batch);
    try {
      settle(lines, write(lines));
    } catch (InterruptedException e) {
      buffer.putBack(lines);
      throw e;
    }
  }

  private void settle(String lines, Outcome outcome) {
    switch (outcome) {
      case WRITTEN -> {
        delay = FIRST_DELAY;
        if (complained) {
          LOG.warn("{} takes points again", target.uri().getAuthority());
          complained = false;
        }
      }
      case REFUSED -> delay = FIRST_DELAY;
      case TOO_LARGE -> {
        // It will not take more next time either.
        batch = Math.max(1, (int) lines.lines().count() / 2);
        buffer.putBack(lines);
      }
      case LATER -> {
        buffer.putBack(lines);
        waitBeforeNext();
      }
    }
  }

  private void waitBeforeNext() {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the next wait ends at once
    }
    delay = delay.multipliedBy(2);
    delay = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
  }

  private void reportDropped() {
    long count = buffer.takeDropped();
    if (count > 0) {
      LOG.warn("the buffer is full: the {} oldest points were dropped", count);
    }
  }

  private Outcome write(String lines) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.uri())
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(lines));
    target.authorization().ifPresent(value -> request.header("Authorization", value));
    Answering answering = new Answering();
    CompletableFuture<Outcome> outcome =
        client
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(answering::judge);
    try {
      return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      complain("cannot be reached: " + describe(e.getCause()));
    } catch (TimeoutException e) {
      complain("did not answer within %s s".formatted(timeout.toSeconds()));
    } finally {
      outcome.cancel(true);
      answering.close();
    }
    return Outcome.LATER;
  }

  private static String describe(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Reads an answer, which may take any time, until it is closed. */
  private final class Answering {
    private Optional<InputStream> body = Optional.empty();
    private boolean closed;

    Outcome judge(HttpResponse<InputStream> response) {
      open(response.body());
      try {
        return HttpReceiver.this.judge(response.statusCode(), response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        close();
      }
    }

    private synchronized void open(InputStream stream) {
      body = Optional.of(stream);
      if (closed) {
        close();
      }
    }

    synchronized void close() {
      closed = true;
      try {
        if (body.isPresent()) {
          body.get().close();
        }
      } catch (IOException e) {
        LOG.debug("closing an answer", e);
      }
    }
  }

  private Outcome judge(int status, InputStream body) throws IOException {
    if (status / 100 == 2) {
      return Outcome.WRITTEN;
    }
    if (status == TOO_LARGE && batch > 1) {
      return Outcome.TOO_LARGE;
    }
    String why =
        "answered %s %s"
            .formatted(
                status,
                Text.quote(
                    new String(body.readNBytes(EXPLANATION), StandardCharsets.UTF_8).strip()));
    if (status == 400 || status == TOO_LARGE || status == 422) {
      LOG.error("{} {}; these points are lost", target.uri().getAuthority(), why);
      return Outcome.REFUSED;
    }
    String what =
        status == SLOW_DOWN || status / 100 == 5
            ? why
            : why + "; check the database or bucket and the token";
    complain(what);
    return Outcome.LATER;
  }

  /** Complains when it begins, and not at every attempt. */
  private void complain(String why) {
    if (complained) {
      LOG.debug("{} {}", target.uri().getAuthority(), why);
    } else {
      LOG.warn("{} {}; points wait until it takes them", target.uri().getAuthority(), why);
      complained = true;
    }
  }

  /** Waits a moment for what can still be written. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(LAST_WRITES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
