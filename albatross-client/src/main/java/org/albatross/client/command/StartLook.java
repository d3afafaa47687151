package org.albatross.client.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.albatross.client.request.Request;
import org.albatross.client.transport.Exchange;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;

/**
 * A look at what was just started: one that ends at once was created all the same, and should not
 * look like a success. Whatever goes wrong while looking is kept quiet: what was asked for is done.
 */
final class StartLook {
  /** When a unikernel that does not like its arguments has ended. */
  private static final Duration MOMENT = Duration.ofMillis(200);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** No more lines come, as it seems. */
  private static final Duration SILENCE = Duration.ofMillis(200);

  private static final int LINES = 10;

  private StartLook() {}

  /**
   * How it ended.
   *
   * @param at by the clock of its host; absent where that is not told
   */
  private record End(String how, Optional<Instant> at) {}

  /**
   * Says how the unikernel ended, if it has, after it was started by the last of the requests.
   *
   * @param begun when the requests were begun, by {@link System#nanoTime}
   */
  static void after(
      List<Request> requests, long begun, Transport transport, ParsedLine line, Context context) {
    Request last = requests.get(requests.size() - 1);
    boolean starts =
        last.command() instanceof UnikernelCommand.Create
            || last.command() instanceof UnikernelCommand.Restart;
    // A socket that was named is not that of the console, and who is there may be asked once.
    if (!starts || line.has("--socket") || context.loudness() == Loudness.QUIET) {
      return;
    }
    try {
      TimeUnit.MILLISECONDS.sleep(MOMENT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    Name name = last.name();
    Optional<End> end = within(PATIENCE, () -> end(name, transport)).orElse(Optional.empty());
    if (end.isPresent()) {
      // The clocks of the two hosts may differ; how long it took at most does not.
      Duration age = Duration.ofNanos(System.nanoTime() - begun);
      Instant since = end.get().at().map(at -> at.minus(age)).orElse(Instant.MIN);
      tell(name, end.get().how(), lastLines(name, since, transport), context);
    }
  }

  private static void tell(Name name, String how, List<String> lines, Context context) {
    StringBuilder text = new StringBuilder("warning: " + name + " ended at once with " + how);
    text.append(lines.isEmpty() ? "; it printed nothing" : "; its last lines:");
    for (String each : lines) {
      text.append("\n  ").append(Text.escape(each));
    }
    context.note(text.toString());
  }

  /** How it ended; absent if it runs, or nobody knows. */
  private static Optional<End> end(Name name, Transport transport) throws Exception {
    States states = new States();
    new Exchange(transport, states).perform(Request.of(name, new UnikernelCommand.InfoState()));
    if (states.isGone) {
      return Optional.of(new End("an exit code that this daemon does not tell", Optional.empty()));
    }
    return states
        .found
        .filter(StartLook::isDown)
        .flatMap(UnikernelStatus::lastExit)
        .map(last -> new End(how(last), Optional.of(last.at())));
  }

  private static boolean isDown(UnikernelStatus status) {
    return status.phase() instanceof Phase.Down
        || status.phase() instanceof Phase.Restarting
        || status.restarts() > (isOlderThanTheName(status) ? 1 : 0);
  }

  /** It may have been started again just now, without the name that it did not know. */
  private static boolean isOlderThanTheName(UnikernelStatus status) {
    return status.lastExit().stream()
        .anyMatch(
            last ->
                last.status().equals(new ExitStatus.Exited(64))
                    || last.status().equals(new ExitStatus.Exited(124)));
  }

  private static String how(UnikernelStatus.LastExit last) {
    return last.status() instanceof ExitStatus.Exited exited
        ? Integer.toString(exited.code())
        : last.status().toString();
  }

  /** What it printed, but for what one of the same name printed before. */
  private static List<String> lastLines(Name name, Instant since, Transport transport) {
    LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Request request = Request.of(name, new ConsoleCommand.SubscribeLast(LINES));
    FutureTask<Boolean> reading =
        background(
            () -> {
              new Exchange(transport, new Lines(lines, since)).perform(request);
              return true;
            });
    List<String> found = new ArrayList<>();
    try {
      Optional<String> next = Optional.ofNullable(poll(lines, reading, PATIENCE));
      while (next.isPresent() && found.size() < LINES) {
        found.add(next.get());
        next = Optional.ofNullable(poll(lines, reading, SILENCE));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return found;
  }

  private static String poll(
      LinkedBlockingQueue<String> lines, FutureTask<Boolean> reading, Duration patience)
      throws InterruptedException {
    return lines.poll(reading.isDone() ? 0 : patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A daemon that does not answer does not hold up who is done. */
  private static <T> Optional<T> within(Duration patience, Callable<T> task) {
    try {
      return Optional.of(background(task).get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static <T> FutureTask<T> background(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = new Thread(future, "look");
    thread.setDaemon(true);
    thread.start();
    return future;
  }

  /** What is said of one unikernel. */
  private static final class States implements ReplyHandler {
    private Optional<UnikernelStatus> found = Optional.empty();

    /** The original's daemon knows none of that name. */
    private boolean isGone;

    @Override
    public boolean onSuccess(Request request, Success success) {
      if (success instanceof Success.UnikernelStates reply) {
        // Empty where somebody has destroyed it meanwhile.
        found = reply.unikernels().stream().map(Named::value).findFirst();
      } else if (success instanceof Success.Unikernels reply) {
        isGone = reply.unikernels().isEmpty();
      }
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

  /** The lines of a console. */
  private record Lines(LinkedBlockingQueue<String> lines, Instant since) implements ReplyHandler {
    @Override
    public boolean onSuccess(Request request, Success success) {
      return true;
    }

    @Override
    public boolean onData(Request request, Name about, Payload.Data data) {
      if (data instanceof Payload.ConsoleLine line && !line.time().isBefore(since)) {
        lines.add(line.line().toText());
      }
      return true;
    }

    @Override
    public void onEnd(Request request) {
      // what came is what there is
    }
  }
}
