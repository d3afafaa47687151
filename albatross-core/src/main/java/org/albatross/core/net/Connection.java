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

  /** Bytes that are read at once of a peer before its first message is whole. */
  private static final int FIRST_READ = 1 << 12;

  /** How long a peer that has data to send may send less than {@link #LEAST_DATA} of them. */
  public static final Duration DATA_PATIENCE = Duration.ofSeconds(30);

  /** Bytes; who sends less within {@link #DATA_PATIENCE} holds its place for nothing. */
  public static final long LEAST_DATA = 1 << 14;

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
  private final MemoryBudget.Share unreadMemory;
  private final MemoryBudget.Share outboundMemory;
  private final SelectionKey key;
  private Phase phase = Phase.OPEN;
  private boolean reading = true;
  private boolean resuming;
  private Optional<Drain> drain = Optional.empty();
  private boolean inWriteList;
  private final InputLimit inputLimit = new InputLimit();
  private Optional<Long> outputDeadline = Optional.empty();
  private ByteBuffer unread = ByteBuffer.allocate(0);
  private Optional<Runnable> firstFrame = Optional.empty();
  private Runnable closed = () -> {};
  private Optional<Runnable> whenWritten = Optional.empty();

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
    this.unreadMemory = memory.share();
    this.outboundMemory = memory.share();
    this.reader = new FrameReader(maxFrame, memory.share());
    channel.configureBlocking(false);
    this.key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** To be run when the first frame is whole, before the handler hears of it. */
  void onFirstFrame(Runnable action) {
    firstFrame = Optional.of(action);
  }

  /** To be run when the connection is closed, before the handler hears of it. */
  void onClose(Runnable action) {
    closed = action;
  }

  /** Closes the connection if the peer sends nothing for that long, from now on. */
  public void awaitInput(Duration limit) {
    awaitInput(limit, 1);
  }

  /**
   * Closes the connection if the peer sends next to nothing for that long, from now on.
   *
   * @param least bytes with which the time begins anew
   */
  public void awaitInput(Duration limit, long least) {
    inputLimit.set(limit, least);
  }

  /** The peer has data to send, and may take its time for them. */
  public void awaitData() {
    awaitInput(DATA_PATIENCE, LEAST_DATA);
  }

  /** The peer may be silent. */
  public void allowSilence() {
    inputLimit.lift();
  }

  /** Sends a frame; nothing happens if the connection is closed already. */
  public void send(byte[] frame) {
    if (phase == Phase.OPEN) {
      beginOutput();
      outbound.add(frame);
    }
  }

  /**
   * Sends bytes as they are: frames with their headers, or parts of them, as long as {@link
   * #whenWritten} keeps them few.
   */
  public void sendRaw(ByteBuffer bytes) {
    if (phase == Phase.OPEN) {
      beginOutput();
      outbound.addRaw(bytes);
    }
  }

  private void beginOutput() {
    if (outbound.size() == 0) {
      outputDeadline = Optional.of(System.nanoTime() + STALLED_AFTER.toNanos());
    }
    writeSoon();
  }

  private void writeSoon() {
    if (!inWriteList) {
      inWriteList = true;
      loop.writeSoon(this);
    }
  }

  /** Runs something once when the peer has taken all that was sent; never, if it does not. */
  public void whenWritten(Runnable action) {
    if (phase == Phase.OPEN) {
      whenWritten = Optional.of(action);
      writeSoon();
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

  /** Memory of what is sent and received, for something that is done for this peer. */
  public MemoryBudget.Share share() {
    return loop.memory().share();
  }

  /** Bytes of the largest message that is taken. */
  public int maxMessage() {
    return reader.maxFrame();
  }

  /** Bytes that were sent and not taken by the peer yet. */
  public long pending() {
    return outbound.size();
  }

  /** Closes as soon as all that was sent is written. */
  public void finish() {
    end(Optional.empty());
  }

  /**
   * As {@link #finish}, for a peer that may still be sending: a little of that, and the rest of a
   * message that was refused within it, is read and thrown away, for a reset would destroy what it
   * has not read yet.
   */
  public void finishAndDrain() {
    end(Optional.of(Drain.ofRest(reader.length() - reader.received())));
  }

  /**
   * The same for a peer that has data to send, and may read only when it has sent them all.
   *
   * @param bytes as many as it may have
   */
  public void finishAndDrainData(long bytes) {
    end(Optional.of(Drain.ofData(bytes)));
  }

  private void end(Optional<Drain> thenDrain) {
    if (phase != Phase.OPEN) {
      return;
    }
    phase = Phase.FINISHING;
    drain = thenDrain;
    if (drain.isPresent()) { // it may take its time, and what came of it is of no use any more
      reader.close();
      unread = ByteBuffer.allocate(0);
      unreadMemory.release();
    }
    allowSilence();
    writeSoon();
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

  /** Closes at once. */
  public void close() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    loop.forget(this);
    reader.close();
    unreadMemory.close();
    outboundMemory.close();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection", e);
    }
    closed.run();
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
    if (inputLimit.isExceeded(now)) {
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
      // Too little memory for one peer must not end all unikernels: first give back what it has.
      close();
      LOG.error("closed a connection after an internal error", e);
    }
  }

  private void read(ByteBuffer shared) throws IOException {
    shared.clear();
    if (firstFrame.isPresent() && reader.length() <= FIRST_READ) {
      shared.limit(FIRST_READ);
    }
    int count = channel.read(shared);
    shared.flip();
    inputLimit.received(count);
    if (phase == Phase.DRAINING) {
      if (count < 0 || !drain.orElseThrow().take(count)) {
        close();
      }
    } else if (count >= 0) {
      dispatch(shared);
    } else if (phase == Phase.OPEN) {
      handler.onEnd(this);
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
        break;
      }
      firstFrame.ifPresent(Runnable::run);
      firstFrame = Optional.empty();
      handler.onFrame(this, frame.get());
    }
    keepUnread(bytes);
  }

  /** What was read of a connection that is paused now, for later. */
  private void keepUnread(ByteBuffer bytes) {
    unread = ByteBuffer.allocate(0);
    unreadMemory.release();
    if (phase != Phase.OPEN || !bytes.hasRemaining()) {
      return;
    }
    try {
      unreadMemory.grow(bytes.remaining());
      unread = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    } catch (FrameException e) {
      handler.onError(this, e);
    }
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
    if (phase == Phase.FINISHING && drain.isPresent()) {
      channel.shutdownOutput();
      phase = Phase.DRAINING;
      awaitInput(drain.get().patience(), drain.get().least());
    } else if (phase == Phase.FINISHING) {
      close();
    } else {
      Optional<Runnable> next = whenWritten;
      whenWritten = Optional.empty();
      next.ifPresent(Runnable::run);
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
