package org.albatross.core.host;

import org.albatross.core.host.process.ExitWatch;
import org.albatross.core.model.unikernel.SignalNames;

/**
 * Signals to processes known by number only. A number is used again once its process was reaped:
 * for a child, {@link ExitWatch} never hits a stranger.
 */
public final class Signals {
  public static final int SIGTERM = 15;
  public static final int SIGKILL = 9;

  private Signals() {}

  /** Asks the process to end; false if there is none. */
  public static boolean terminate(long pid) throws HostException {
    return send(pid, SIGTERM);
  }

  /** Ends the process; false if there is none. */
  public static boolean kill(long pid) throws HostException {
    return send(pid, SIGKILL);
  }

  public static boolean send(long pid, int signal) throws HostException {
    // 0, 1 and negative numbers mean groups of processes, or init.
    if (pid <= 1 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not the pid of a process to be ended: " + pid);
    }
    if (Native.LIBC.kill((int) pid, signal) == 0) {
      return true;
    }
    int errno = Native.errno();
    if (errno == Native.ESRCH) {
      return false;
    }
    throw Native.failure(
        "process %s cannot be sent %s".formatted(pid, SignalNames.describe(signal)), errno);
  }
}
