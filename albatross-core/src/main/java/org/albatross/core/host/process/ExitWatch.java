package org.albatross.core.host.process;

import java.util.function.Consumer;
import org.albatross.core.host.Abi;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;
import org.albatross.core.host.Signals;
import org.albatross.core.model.unikernel.ExitStatus;

/**
 * A child of this process until it was reaped. Signals go to the child or to nobody: its number is
 * not given to another process before it was reaped here.
 */
public final class ExitWatch {
  private final long pid;
  private final Consumer<ExitStatus> onExit;
  private boolean reaped;

  ExitWatch(long pid, Consumer<ExitStatus> onExit) {
    this.pid = pid;
    this.onExit = onExit;
  }

  public long pid() {
    return pid;
  }

  /** Asks the child to end; false if it has ended. */
  public boolean terminate() throws HostException {
    return send(Signals.SIGTERM);
  }

  /** Ends the child; false if it has ended. */
  public boolean kill() throws HostException {
    return send(Signals.SIGKILL);
  }

  private synchronized boolean send(int signal) throws HostException {
    return !reaped && Signals.send(pid, signal);
  }

  /** Reaps the child if it has ended, and tells of it. */
  boolean reap() throws HostException {
    int[] status = new int[1];
    synchronized (this) {
      int result;
      do {
        result = Native.LIBC.waitpid((int) pid, status, Abi.WNOHANG);
      } while (result == -1 && Native.errno() == Native.EINTR);
      Native.check(result, "process %s cannot be waited for".formatted(pid));
      if (result == 0) {
        return false;
      }
      reaped = true;
    }
    onExit.accept(ExitStatus.ofWait(status[0]));
    return true;
  }
}
