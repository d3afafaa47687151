package org.albatross.core.host;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that waits with poll(2) for descriptors to become readable or to be hung up. It sleeps
 * while there is nothing to do, and owns its descriptors: they are closed on it only, for a closed
 * one that is still waited for could be somebody else's by then.
 *
 * <p>A listener that fails ends what it listens to. An Error ends the thread, which its uncaught
 * exception handler has to see to.
 */
public final class PollLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

  /** struct pollfd: int fd; short events; short revents. */
  private static final int POLLFD = 8;

  private static final int EVENTS = 4;
  private static final int RETURNED_EVENTS = 6;
  private static final int FIRST_CAPACITY = 64;

  /** In the place of a descriptor: poll(2) passes over it, even if it is hung up. */
  private static final int IGNORED = -1;

  /** Something that is waited for. */
  public interface Watched {
    Descriptor descriptor();

    /** Whether it is not waited for at present; who changes that to false wakes the loop. */
    default boolean paused() {
      return false;
    }

    /** Called on the loop's thread when there is something; false: wait for it no longer. */
    boolean onReady() throws HostException;

    /** Called on the loop's thread, as the last, when onReady failed. */
    void onFailure(Exception e);
  }

  private record Change(Watched watched, boolean add) {}

  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final List<Watched> all = new ArrayList<>();
  private final Descriptor wakeReader;
  private final Descriptor wakeWriter;
  private final Thread thread;
  private final ByteBuffer wakeByte = ByteBuffer.allocateDirect(1);
  private volatile boolean closing;
  private boolean closed;
  private Pointer descriptors = Native.memory(FIRST_CAPACITY * POLLFD);
  private int capacity = FIRST_CAPACITY;

  public PollLoop(String name) throws HostException {
    int[] ends = new int[2];
    Native.check(
        Native.LIBC.pipe2(ends, Abi.HOST.closeOnExec() | Abi.HOST.nonBlocking()),
        "a pipe cannot be made");
    wakeReader = new Descriptor(ends[0]);
    wakeWriter = new Descriptor(ends[1]);
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes the descriptor over. */
  public synchronized void add(Watched watched) {
    if (closed) {
      watched.descriptor().close();
      throw new IllegalStateException(thread.getName() + " was closed");
    }
    changes.add(new Change(watched, true));
    wake();
  }

  /** Forgets it and closes its descriptor, soon; nothing happens if it was forgotten before. */
  public void remove(Watched watched) {
    changes.add(new Change(watched, false));
    wake();
  }

  /** Ends the thread and closes all descriptors. */
  @Override
  public void close() {
    closing = true;
    wake();
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the loop look again at what it waits for. */
  public synchronized void wake() {
    if (woken.compareAndSet(false, true)) {
      // A full or closed pipe is no failure: the thread is awake or gone.
      long ignored = Native.LIBC.write(wakeWriter.number(), wakeByte, 1);
    }
  }

  private void run() {
    ByteBuffer drain = ByteBuffer.allocateDirect(16);
    try {
      while (!closing) {
        int count = prepare();
        Native.poll(descriptors, count + 1);
        if (ready(0)) {
          drain.clear();
          int ignored = Native.read(wakeReader.number(), drain);
        }
        handle(count);
        // Reset before the queue is read: what is added afterwards wakes again.
        woken.set(false);
        applyChanges();
      }
    } catch (HostException e) {
      // Whoever waits for something here would wait for ever: the handler of the thread learns it.
      throw new IllegalStateException(e);
    } finally {
      closeAll();
    }
  }

  private int prepare() {
    int count = all.size();
    if (count + 1 > capacity) {
      capacity = (count + 1) * 2;
      descriptors = Native.memory(capacity * POLLFD);
    }
    put(0, wakeReader.number());
    for (int i = 0; i < count; i++) {
      Watched watched = all.get(i);
      put(i + 1, watched.paused() ? IGNORED : watched.descriptor().number());
    }
    return count;
  }

  private void put(int index, int descriptor) {
    long at = (long) index * POLLFD;
    descriptors.putInt(at, descriptor);
    descriptors.putShort(at + EVENTS, (short) Abi.POLLIN);
    descriptors.putShort(at + RETURNED_EVENTS, (short) 0);
  }

  private boolean ready(int index) {
    return descriptors.getShort((long) index * POLLFD + RETURNED_EVENTS) != 0;
  }

  /** From the end, so that what takes a forgotten one's place was handled already. */
  private void handle(int count) {
    for (int i = count - 1; i >= 0; i--) {
      if (ready(i + 1) && !handle(all.get(i))) {
        all.get(i).descriptor().close();
        all.set(i, all.get(all.size() - 1));
        all.remove(all.size() - 1);
      }
    }
  }

  private static boolean handle(Watched watched) {
    try {
      return watched.onReady();
    } catch (HostException | RuntimeException e) {
      try {
        watched.onFailure(e);
      } catch (RuntimeException again) {
        LOG.error("a listener failed twice", again);
      }
      return false;
    }
  }

  private void applyChanges() {
    for (Change change = changes.poll(); change != null; change = changes.poll()) {
      if (change.add()) {
        all.add(change.watched());
      } else if (all.remove(change.watched())) {
        change.watched().descriptor().close();
      }
    }
  }

  private synchronized void closeAll() {
    closed = true;
    // Nothing is written to the pipe any more.
    woken.set(true);
    applyChanges();
    all.forEach(watched -> watched.descriptor().close());
    wakeReader.close();
    wakeWriter.close();
  }
}
