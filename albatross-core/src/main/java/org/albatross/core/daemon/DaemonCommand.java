package org.albatross.core.daemon;

import java.io.IOException;
import java.util.OptionalInt;
import org.albatross.core.model.AlbatrossException;
import picocli.CommandLine.Mixin;

/**
 * The command line of a daemon: a subclass has picocli's {@code @Command} with its name, and the
 * options of its own.
 */
public abstract class DaemonCommand {
  @Mixin private DaemonOptions options = new DaemonOptions();

  protected final DaemonOptions options() {
    return options;
  }

  /**
   * Looks at options that do not go together.
   *
   * @throws picocli.CommandLine.ParameterException with what is wrong with the command line
   */
  protected void check() {}

  /** An exit code of its own, if the daemon refuses to run in this way. */
  protected OptionalInt refusal() {
    return OptionalInt.empty();
  }

  /** Whether it takes the socket over that systemd may have opened for it. */
  protected boolean takesSocket() {
    return options.socketActivation();
  }

  /**
   * The smallest heap, in MB of {@code -Xmx}, with which what is bounded by parts of the heap is
   * enough for its work. Asked when the command line was read.
   */
  protected int leastHeap() {
    return HeapFloor.LEAST;
  }

  /**
   * Opens all that the daemon needs; its sockets are open when this returns.
   *
   * @throws AlbatrossException if it cannot be started, with a message for who starts it
   */
  protected abstract Daemon open() throws AlbatrossException, IOException;
}
