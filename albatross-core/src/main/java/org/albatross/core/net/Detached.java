package org.albatross.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A connection that was taken from the loop to be used by one thread that may block. The thread
 * reports progress; without any for some time the connection is closed, which wakes the thread.
 */
public final class Detached implements Closeable {
  private static final Duration STALLED_AFTER = Duration.ofSeconds(30);

  private final EventLoop loop;
  private final SocketChannel channel;
  private final FrameChannel frames;
  private final Runnable closed;
  private volatile long lastProgress = System.nanoTime();

  Detached(EventLoop loop, SocketChannel channel, FrameChannel frames, Runnable closed) {
    this.closed = closed;
    this.loop = loop;
    this.channel = channel;
    this.frames = frames;
    loop.watch(this);
  }

  public FrameChannel frames() {
    return frames;
  }

  /** Something was sent or received. */
  public void progress() {
    lastProgress = System.nanoTime();
  }

  boolean isStalled(long now) {
    return now - lastProgress > STALLED_AFTER.toNanos();
  }

  /** Says that nothing more will be sent, and throws away a little of what still comes. */
  public void finishAndDrain() throws IOException {
    channel.shutdownOutput();
    java.nio.ByteBuffer scratch = java.nio.ByteBuffer.allocate(FrameChannel.CHUNK);
    long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    int rounds = 0;
    while (System.nanoTime() - deadline < 0 && rounds++ < 64 && channel.read(scratch) >= 0) {
      scratch.clear();
    }
  }

  @Override
  public void close() throws IOException {
    loop.unwatch(this, closed);
    channel.close();
  }
}
