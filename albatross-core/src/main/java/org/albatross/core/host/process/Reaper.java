package org.albatross.core.host.process;

import java.util.function.Consumer;
import org.albatross.core.host.Abi;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;
import org.albatross.core.host.PollLoop;
import org.albatross.core.model.unikernel.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns of the end of children, each by itself: the children of the JDK's {@link Process} are left
 * to the JDK. On Linux one thread waits for all of them (pidfd_open(2)); elsewhere, or if the
 * kernel has no descriptor left, a thread of its own waits for each.
 */
public final class Reaper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

  /** The same on every architecture of Linux. */
  private static final long SYS_PIDFD_OPEN = 434;

  private static final int SIGINFO = 128;
  private static final int STACK = 64 * 1024;

  private final PollLoop loop;
  private final boolean byDescriptor;

  public Reaper() throws HostException {
    this(Abi.ON_LINUX);
  }

  Reaper(boolean byDescriptor) throws HostException {
    this.byDescriptor = byDescriptor;
    this.loop = new PollLoop("reaper");
  }

  /**
   * Reaps a child when it ends, or has ended already.
   *
   * @param onExit called once, on the reaper's thread and maybe before this method returns; it must
   *     not block for long
   */
  public ExitWatch watch(long pid, Consumer<ExitStatus> onExit) throws HostException {
    waitFor(pid, Abi.WNOHANG);
    ExitWatch watch = new ExitWatch(pid, onExit);
    int descriptor = byDescriptor ? (int) Native.LIBC.syscall(SYS_PIDFD_OPEN, pid, 0) : -1;
    if (descriptor >= 0) {
      loop.add(new Child(watch, new Descriptor(descriptor)));
    } else {
      Thread thread = new Thread(null, () -> waitAndReap(watch), "reaper-" + pid, STACK);
      thread.setDaemon(true);
      thread.start();
    }
    return watch;
  }

  /** Ends the reaper's thread. Children that still run are nobody's then. */
  @Override
  public void close() {
    loop.close();
  }

  private static void waitAndReap(ExitWatch watch) {
    try {
      waitFor(watch.pid(), 0);
      boolean ignored = watch.reap();
    } catch (HostException | RuntimeException e) {
      failed(watch, e);
    }
  }

  /**
   * Waits for the child and leaves it to be reaped; with the option, only checks that it is one.
   */
  private static void waitFor(long pid, int option) throws HostException {
    byte[] info = new byte[SIGINFO];
    int options = Abi.HOST.waitExited() | Abi.HOST.waitNoWait() | option;
    while (Native.LIBC.waitid(Abi.HOST.waitPid(), pid, info, options) == -1) {
      int errno = Native.errno();
      if (errno != Native.EINTR) {
        throw Native.failure("process %s cannot be waited for".formatted(pid), errno);
      }
    }
  }

  private static void failed(ExitWatch watch, Exception e) {
    LOG.error("the end of process {} could not be handled", watch.pid(), e);
  }

  private record Child(ExitWatch watch, Descriptor descriptor) implements PollLoop.Watched {
    @Override
    public boolean onReady() throws HostException {
      return !watch.reap();
    }

    @Override
    public void onFailure(Exception e) {
      failed(watch, e);
    }
  }
}
