package org.albatross.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer of a daemon. Reads frames and hands them to its handler; writes what is sent, without
 * ever waiting. Everything here happens on the loop's thread.
 */
public final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How long a peer may take nothing of what waits for it. */
  private static final Duration STALLED_AFTER = Duration.ofSeconds(30);

  /** How much is read and thrown away of a peer that was refused, so that it reads the refusal. */
  private static final long DRAIN_BYTES = 1 << 22;

  private static final Duration DRAIN_TIME = Duration.ofSeconds(2);

  private enum Phase {
    OPEN,
    /** Nothing more is read; closed when all is written. */
    FINISHING,
    /** All is written and said to be the last; what still comes is thrown away. */
    DRAINING,
    CLOSED
  }

  private final EventLoop loop;
  private final SocketChannel channel;
  private final FrameHandler handler;
  private final FrameReader reader;
  private final Outbound outbound = new Outbound();
  private final MemoryBudget memory;
  private final MemoryBudget.Share outboundMemory;
  private final SelectionKey key;
  private Phase phase = Phase.OPEN;
  private boolean reading = true;
  private boolean resuming;
  private boolean drainAfterwards;
  private boolean inWriteList;
  private long drained;
  private Optional<Duration> inputLimit = Optional.empty();
  private Optional<Long> inputDeadline = Optional.empty();
  private Optional<Long> outputDeadline = Optional.empty();
  private ByteBuffer unread = ByteBuffer.allocate(0);

  Connection(
      EventLoop loop,
      SocketChannel channel,
      FrameHandler handler,
      int maxFrame,
      MemoryBudget memory)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.handler = handler;
    this.memory = memory;
    this.outboundMemory = memory.share();
    this.reader = new FrameReader(maxFrame, memory.share());
    channel.configureBlocking(false);
    this.key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** Closes the connection if the peer sends nothing for that long, from now on. */
  public void awaitInput(Duration limit) {
    inputLimit = Optional.of(limit);
    renewInputDeadline();
  }

  /** The peer may be silent. */
  public void allowSilence() {
    inputLimit = Optional.empty();
    renewInputDeadline();
  }

  private void renewInputDeadline() {
    inputDeadline = inputLimit.map(limit -> System.nanoTime() + limit.toNanos());
  }

  /** Sends a frame; nothing happens if the connection is closed already. */
  public void send(byte[] frame) {
    if (phase != Phase.OPEN) {
      return;
    }
    if (outbound.size() == 0) {
      outputDeadline = Optional.of(System.nanoTime() + STALLED_AFTER.toNanos());
    }
    outbound.add(frame);
    if (!inWriteList) {
      inWriteList = true;
      loop.writeSoon(this);
    }
  }

  /**
   * As {@link #send}, for a frame that may be large.
   *
   * @throws FrameException if large messages take too much memory already; nothing was sent
   */
  public void sendLarge(byte[] frame) throws FrameException {
    if (phase == Phase.OPEN) {
      outboundMemory.grow(outbound.size() + frame.length);
      send(frame);
    }
  }

  /** Bytes that were sent and not taken by the peer yet. */
  public long pending() {
    return outbound.size();
  }

  /** Closes as soon as all that was sent is written. */
  public void finish() {
    end(false);
  }

  /**
   * As {@link #finish}, for a peer that may still be sending: a little of that is read and thrown
   * away, for a reset would destroy what it has not read yet.
   */
  public void finishAndDrain() {
    end(true);
  }

  private void end(boolean drain) {
    if (phase != Phase.OPEN) {
      return;
    }
    phase = Phase.FINISHING;
    drainAfterwards = drain;
    allowSilence();
    if (!inWriteList) {
      inWriteList = true;
      loop.writeSoon(this);
    }
  }

  /** Stops reading: the peer waits in its own buffers. */
  public void pause() {
    reading = false;
    updateInterest();
  }

  /**
   * Reads on as soon as all that was sent is written, first what had come already. Thus a peer that
   * asks and does not read the answers waits, in place of filling our memory.
   */
  public void resume() {
    loop.execute(
        () ->
            guarded(
                () -> {
                  resuming = true;
                  resumeIfWritten();
                }));
  }

  private void resumeIfWritten() {
    if (phase == Phase.OPEN && resuming && outbound.size() == 0) {
      resuming = false;
      reading = true;
      dispatch(unread);
      updateInterest();
    }
  }

  /**
   * Takes the connection from the loop, to be used by another thread that may block. The handler
   * hears only of its end. To be called from within {@link FrameHandler#onFrame}, or while paused,
   * and with nothing pending. What it receives counts as memory until it is closed.
   */
  public Detached detach() throws IOException {
    if (phase != Phase.OPEN || outbound.size() > 0) {
      throw new IllegalStateException("cannot detach a connection that is closing or has output");
    }
    phase = Phase.CLOSED;
    loop.forget(this);
    key.cancel();
    channel.configureBlocking(true);
    return new Detached(
        loop,
        new FrameChannel(channel, reader, unread),
        channel,
        memory.share(),
        () -> handler.onClosed(this));
  }

  /** Closes at once. */
  public void close() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    loop.forget(this);
    reader.close();
    outboundMemory.close();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection", e);
    }
    handler.onClosed(this);
  }

  void ready(ByteBuffer shared) {
    guarded(
        () -> {
          if (key.isValid() && key.isReadable()) {
            read(shared);
          }
          if (phase != Phase.CLOSED && key.isValid() && key.isWritable()) {
            write();
          }
        });
  }

  void writeQueued() {
    inWriteList = false;
    guarded(this::write);
  }

  void checkDeadlines(long now) {
    if (inputDeadline.filter(deadline -> deadline - now < 0).isPresent()) {
      LOG.info("closing a connection whose peer was silent for too long");
      close();
    } else if (outputDeadline.filter(deadline -> deadline - now < 0).isPresent()) {
      LOG.info("closing a connection whose peer does not read");
      close();
    }
  }

  private interface Io {
    void run() throws IOException;
  }

  private void guarded(Io action) {
    try {
      if (phase != Phase.CLOSED) {
        action.run();
      }
    } catch (IOException e) {
      LOG.debug("a peer left", e);
      close();
    } catch (RuntimeException | OutOfMemoryError e) {
      // Too little memory for one peer must not end all unikernels.
      LOG.error("closing a connection after an internal error", e);
      close();
    }
  }

  private void read(ByteBuffer shared) throws IOException {
    shared.clear();
    int count = channel.read(shared);
    shared.flip();
    if (phase == Phase.DRAINING) {
      drained += Math.max(count, 0);
      if (count < 0 || drained > DRAIN_BYTES) {
        close();
      }
    } else if (count < 0) {
      if (phase == Phase.OPEN) {
        close();
      }
    } else {
      renewInputDeadline();
      dispatch(shared);
    }
  }

  private void dispatch(ByteBuffer bytes) {
    while (phase == Phase.OPEN && reading) {
      Optional<byte[]> frame;
      try {
        frame = reader.read(bytes);
      } catch (FrameException e) {
        handler.onError(this, e);
        break;
      }
      if (frame.isEmpty()) {
        unread = ByteBuffer.allocate(0);
        return;
      }
      unread = bytes;
      handler.onFrame(this, frame.get());
    }
    unread = phase == Phase.OPEN ? copy(bytes) : ByteBuffer.allocate(0);
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  private void write() throws IOException {
    if (outbound.size() > 0 && outbound.writeTo(channel) > 0) {
      outputDeadline = Optional.of(System.nanoTime() + STALLED_AFTER.toNanos());
    }
    if (outbound.size() == 0) {
      outputDeadline = Optional.empty();
      outboundMemory.release();
      written();
    }
    updateInterest();
  }

  private void written() throws IOException {
    if (phase == Phase.FINISHING && drainAfterwards) {
      channel.shutdownOutput();
      phase = Phase.DRAINING;
      awaitInput(DRAIN_TIME);
    } else if (phase == Phase.FINISHING) {
      close();
    } else {
      resumeIfWritten();
    }
  }

  private void updateInterest() {
    if (phase == Phase.CLOSED || !key.isValid()) {
      return;
    }
    boolean wantsInput = phase == Phase.OPEN && reading || phase == Phase.DRAINING;
    key.interestOps(
        (wantsInput ? SelectionKey.OP_READ : 0)
            | (outbound.size() > 0 ? SelectionKey.OP_WRITE : 0));
  }
}
