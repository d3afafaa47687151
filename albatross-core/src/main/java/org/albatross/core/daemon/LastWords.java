package org.albatross.core.daemon;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a daemon one of whose threads has ended by something that nobody caught: what that
 * thread did is done no more, and whoever waits for it would wait for ever. A line of the log names
 * the thread and what ended it; then the process ends with {@link ExitCodes#INTERNAL_ERROR}, at
 * once: no hook is run, for it may wait for that thread too.
 *
 * <p>It may be memory that is missing. So all that is needed is made beforehand: a thread that
 * logs, memory for it, and a last resort that takes none. A log that takes nothing is waited for
 * only {@link #PATIENCE}.
 */
public final class LastWords implements Thread.UncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LastWords.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();
  private static final int RESERVE = 512 << 10;
  private static final int LONGEST_LINE = 512;
  private static final int DEEPEST_CAUSE = 32;

  private final String program;
  private final IntConsumer halt;
  private final Optional<OutputStream> lastResort;
  private final long patience;
  private final Thread speaker = new Thread(this::speak, "last-words");
  private final byte[] line = new byte[LONGEST_LINE];
  private final String outOfMemory = OutOfMemoryError.class.getName();
  private int length;

  /** Given free for what logging takes. */
  @SuppressWarnings("UnusedVariable") // it is there to be let go
  private volatile byte[] reserve = new byte[RESERVE];

  private boolean named;
  private volatile Thread ended;
  private volatile Throwable cause;
  private volatile boolean said;

  /** Ends nothing, and is not logged. */
  private static final class Rehearsal extends Error {}

  LastWords(
      String program, IntConsumer halt, Optional<OutputStream> lastResort, Duration patience) {
    this.program = program;
    this.halt = halt;
    this.lastResort = lastResort;
    this.patience = patience.toNanos();
    speaker.setDaemon(true);
    speaker.setUncaughtExceptionHandler((thread, e) -> said = true);
    speaker.start();
  }

  /**
   * From now on for all threads of this process that have no handler of their own.
   *
   * @param halt ends the process with an exit code
   * @param toStandardError whether standard error may be written where logging fails
   */
  static void install(String program, IntConsumer halt, boolean toStandardError) {
    rehearse();
    LastWords words =
        new LastWords(
            program,
            halt,
            toStandardError
                ? Optional.of(new FileOutputStream(FileDescriptor.err))
                : Optional.empty(),
            PATIENCE);
    Thread.setDefaultUncaughtExceptionHandler(words);
  }

  /**
   * What the JVM does for the first time, such as to look for a class, takes memory, and the jars,
   * which somebody may have written over by then. So all is done once that is done at the end, but
   * for the end.
   */
  private static void rehearse() {
    Logging.rehearse();
    Thread thread = Thread.currentThread();
    try (OutputStream nowhere = OutputStream.nullOutputStream()) {
      thread.setUncaughtExceptionHandler(
          new LastWords("", code -> {}, Optional.of(nowhere), PATIENCE));
      of(new Rehearsal());
    } catch (IOException e) {
      LOG.debug("rehearsing", e);
    } finally {
      thread.setUncaughtExceptionHandler(null);
    }
  }

  /**
   * For what was caught where it could not be let through, such as by a {@link
   * java.util.concurrent.CompletableFuture}: as if it had ended the thread that calls this.
   */
  public static void of(Throwable cause) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
  }

  /**
   * For what was caught by who goes on, such as by a library that only logs it. An Error says that
   * this program is not whole, as where a class cannot be loaded any more: whoever needs it next
   * fails as well. What one connection took too much, memory or stack, is its own affair.
   */
  public static void heed(Throwable caught) {
    Throwable each = caught;
    for (int depth = 0; each != null && depth < DEEPEST_CAUSE; depth++) {
      if (each instanceof Error && !(each instanceof VirtualMachineError)) {
        of(each);
        return;
      }
      each = each.getCause();
    }
  }

  /**
   * A task for an executor that keeps what it fails with to itself: an Error there is the end of the
   * daemon.
   */
  public static Runnable guarding(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Error e) {
        of(e);
        throw e;
      }
    };
  }

  /** Does not return, unless the halt does. */
  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    begin(thread, e);
    long deadline = System.nanoTime() + patience;
    while (!said && deadline - System.nanoTime() > 0) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    halt.accept(ExitCodes.INTERNAL_ERROR);
  }

  /** The first is the one to be named: others follow from it. */
  private synchronized void begin(Thread thread, Throwable e) {
    if (ended == null) {
      cause = e;
      ended = thread;
      LockSupport.unpark(speaker);
    }
  }

  private void speak() {
    while (ended == null) {
      LockSupport.park(this);
    }
    reserve = null;
    try {
      if (cause instanceof Rehearsal rehearsal) {
        throw rehearsal;
      }
      LOG.error("{} ends: thread {} was ended by {}", program, ended.getName(), cause.toString());
      named = true;
      if (!(cause instanceof OutOfMemoryError)) {
        // Of memory it says where it was missed, not where it went.
        LOG.error("this is where it was", cause);
      }
    } catch (RuntimeException | Error e) {
      if (!named) {
        withoutMemory();
      }
    }
    said = true;
  }

  /** Allocates nothing; the name of a class is made when it is first asked for. */
  private void withoutMemory() {
    boolean memory = cause instanceof OutOfMemoryError;
    compose(ended.getName(), memory ? outOfMemory : cause.getClass().getName());
    write();
  }

  private void compose(String thread, String error) {
    length = 0;
    add(program);
    add(": ends: thread ");
    add(thread);
    add(" was ended by ");
    add(error);
    add("\n");
  }

  private void write() {
    try {
      if (lastResort.isPresent()) {
        lastResort.get().write(line, 0, length);
      }
    } catch (IOException e) {
      LOG.debug("no last resort", e);
    }
  }

  private void add(String text) {
    for (int i = 0; i < text.length() && length < line.length; i++) {
      char c = text.charAt(i);
      line[length++] = (byte) (c < 0x7f && (c >= ' ' || c == '\n') ? c : '?');
    }
  }
}
