package org.albatross.core.host.file;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.albatross.core.host.Native;
import org.albatross.core.host.Signals;

/**
 * Places at which a test ends this process as {@code kill -9} does: the property {@code
 * albatross.crash} names one, or {@code NAME:N} for the Nth time that it is reached. Without the
 * property nothing happens.
 */
public final class CrashPoint {
  private static final Optional<String> WANTED =
      Optional.ofNullable(System.getProperty("albatross.crash"));
  private static final AtomicInteger REACHED = new AtomicInteger();

  private CrashPoint() {}

  /** Ends the process if this is the place. */
  public static void reach(String name) {
    if (WANTED.isPresent()) {
      String[] wanted = WANTED.get().split(":", 2);
      int count = wanted.length == 1 ? 1 : Integer.parseInt(wanted[1]);
      if (wanted[0].equals(name) && REACHED.incrementAndGet() == count) {
        int ignored = Native.LIBC.kill((int) ProcessHandle.current().pid(), Signals.SIGKILL);
      }
    }
  }
}
