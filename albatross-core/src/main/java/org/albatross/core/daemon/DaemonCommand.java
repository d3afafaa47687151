package org.albatross.core.daemon;

import java.io.IOException;
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
   * Opens all that the daemon needs; its sockets are open when this returns.
   *
   * @throws AlbatrossException if it cannot be started, with a message for who starts it
   */
  protected abstract Daemon open() throws AlbatrossException, IOException;
}
