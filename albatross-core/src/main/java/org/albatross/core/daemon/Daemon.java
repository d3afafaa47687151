package org.albatross.core.daemon;

import java.io.IOException;
import java.time.Duration;
import org.albatross.core.model.AlbatrossException;

/** A program that serves until it is told to stop. */
public interface Daemon extends AutoCloseable {
  /** Serves; returns after {@link #stop}, when everything is in order. */
  void run() throws AlbatrossException, IOException;

  /** Asks {@link #run} to return; from any thread, without waiting. */
  void stop();

  /** Gives back what it holds; called once, after {@link #run}. */
  @Override
  void close() throws AlbatrossException, IOException;

  /** How long stopping may take before the process ends regardless. */
  default Duration stopTimeout() {
    return Duration.ofSeconds(10);
  }
}
