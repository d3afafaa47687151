package org.albatross.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.albatross.core.model.Bytes;

/**
 * A connection that was taken from the loop to be used by one thread that may block. The thread
 * reports progress; while it waits for the peer, and there is none for some time, the connection is
 * closed, which wakes the thread.
 */
public final class Detached implements Closeable {
  private static final Duration STALLED_AFTER = Duration.ofSeconds(30);

  /** Over which time the slowest rate, in bytes a second, counts. */
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private static final long SLOWEST = 8 << 10;

  private static final Duration DRAIN_TIME = Duration.ofSeconds(2);

  /** Chunks that are thrown away of a peer that was refused, so that it reads the refusal. */
  private static final int DRAIN_CHUNKS = 64;

  private final EventLoop loop;
  private final FrameChannel frames;
  private final SocketChannel channel;
  private final MemoryBudget.Share memory;
  private final Runnable closed;
  private volatile long deadline;
  private volatile boolean peersTurn;
  private volatile boolean tooSlow;
  private long windowStart;
  private long moved;

  Detached(
      EventLoop loop,
      FrameChannel frames,
      SocketChannel channel,
      MemoryBudget.Share memory,
      Runnable closed) {
    this.loop = loop;
    this.frames = frames;
    this.channel = channel;
    this.memory = memory;
    this.closed = closed;
    loop.watch(this);
  }

  public FrameChannel frames() {
    return frames;
  }

  /** The conversation goes on; the peer has some time for the next. */
  public void progress() {
    progress(0);
  }

  /**
   * So many bytes were sent or received. A peer that always moves a little in time must not hold a
   * thread for ever: it is closed as one that moves nothing.
   */
  public void progress(long bytes) {
    long now = System.nanoTime();
    moved += bytes;
    if (!peersTurn || now - windowStart > WINDOW.toNanos()) {
      tooSlow = peersTurn && moved < WINDOW.toSeconds() * SLOWEST;
      windowStart = now;
      moved = 0;
    }
    peerHas(STALLED_AFTER);
  }

  /** Sends a frame that may be large. */
  public void send(List<Bytes> parts) throws IOException {
    frames.send(parts, () -> progress(FrameChannel.CHUNK));
  }

  /** What takes time now, as at the beginning, is not the peer's fault. */
  public void ownTurn() {
    peersTurn = false;
  }

  /**
   * Counts what was received and is kept until the end.
   *
   * @throws FrameException if large messages take too much memory already
   */
  public void keep(long bytes) throws FrameException {
    memory.grow(bytes);
  }

  private void peerHas(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
    peersTurn = true;
  }

  boolean isStalled(long now) {
    return peersTurn && (tooSlow || now - deadline > 0);
  }

  /** Says that nothing more will be sent, and throws away a little of what still comes. */
  public void finishAndDrain() throws IOException {
    channel.shutdownOutput();
    peerHas(DRAIN_TIME);
    ByteBuffer scratch = ByteBuffer.allocate(FrameChannel.CHUNK);
    for (int i = 0; i < DRAIN_CHUNKS && channel.read(scratch) >= 0; i++) {
      scratch.clear();
    }
  }

  @Override
  public void close() throws IOException {
    loop.unwatch(this, closed);
    memory.close();
    frames.close();
  }
}
