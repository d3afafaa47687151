package org.albatross.core.host.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;
import org.albatross.core.host.PollLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads any number of fifos on one thread. A fifo that nobody has written yet is waited for; its
 * end is told once its last writer is gone. While a listener works nothing else is read, and the
 * writers wait: that is how they are slowed down.
 */
public final class FifoPoller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FifoPoller.class);

  /** What a fifo of Linux holds. */
  private static final int BUFFER = 64 * 1024;

  private final PollLoop loop;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];

  /** Gets what is read, on the poller's thread. */
  public interface Listener {
    /**
     * Something was read.
     *
     * @param buffer holds other bytes when this method has returned
     * @param length 1 to 65536
     */
    void onBytes(byte[] buffer, int length);

    /** The last writer is gone, or reading failed. Called once, unless removed before. */
    void onEnd();
  }

  /** A fifo that is read. */
  public static final class Handle {
    private final Source source;

    private Handle(Source source) {
      this.source = source;
    }
  }

  public FifoPoller() throws HostException {
    loop = new PollLoop("fifo-poller");
  }

  /** Opens a fifo, so that it can be written from now on, and reads it until its end. */
  public Handle add(Path path, Listener listener) throws HostException {
    Source source = new Source(path, Fifo.openForReading(path), listener);
    loop.add(source);
    return new Handle(source);
  }

  /** Reads the fifo no longer; a call of its listener that runs just now is the last. */
  public void remove(Handle handle) {
    handle.source.removed = true;
    loop.remove(handle.source);
  }

  /**
   * Reads the fifo no more until {@link #resume}: its writers wait, the others do not. What a call
   * of its listener that runs just now was given is the last.
   */
  public void pause(Handle handle) {
    handle.source.paused = true;
  }

  /** Reads a paused fifo on. */
  public void resume(Handle handle) {
    handle.source.paused = false;
    loop.wake();
  }

  /** Ends the thread and closes all fifos, whose listeners are not told. */
  @Override
  public void close() {
    loop.close();
  }

  private final class Source implements PollLoop.Watched {
    private final Path path;
    private final Descriptor descriptor;
    private final Listener listener;
    private volatile boolean removed;
    private boolean ended;
    private volatile boolean paused;

    Source(Path path, Descriptor descriptor, Listener listener) {
      this.path = path;
      this.descriptor = descriptor;
      this.listener = listener;
    }

    @Override
    public Descriptor descriptor() {
      return descriptor;
    }

    @Override
    public boolean paused() {
      return paused;
    }

    /** Nothing is read before the poll says so: until the first writer came that is an end. */
    @Override
    public boolean onReady() throws HostException {
      if (removed) {
        return false;
      }
      if (paused) {
        return true;
      }
      buffer.clear();
      int length = Native.read(descriptor.number(), buffer);
      if (length == 0) {
        end();
        return false;
      }
      if (length > 0) {
        buffer.get(0, bytes, 0, length);
        listener.onBytes(bytes, length);
      }
      return true;
    }

    @Override
    public void onFailure(Exception e) {
      LOG.error("fifo {} is read no longer", path, e);
      end();
    }

    /** Tells it once, even to a listener that fails at it. */
    private void end() {
      if (!ended) {
        ended = true;
        listener.onEnd();
      }
    }
  }
}
