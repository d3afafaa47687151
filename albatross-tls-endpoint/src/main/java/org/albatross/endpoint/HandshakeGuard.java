package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.MemoryBudget;

/**
 * Stands before TLS and counts what comes of a peer that nobody knows yet. The JDK collects a whole
 * handshake message before it looks at it: without a limit over all connections together a few
 * strangers could take all memory.
 *
 * <p>A peer that is not let in is left in a way that the alert arrives: closing while it still
 * sends would destroy what it has not read.
 */
final class HandshakeGuard extends ChannelDuplexHandler {
  private final MemoryBudget.Share memory;
  private final long most;
  private final StrangersLog log;
  private Optional<Strangers.Place> place = Optional.empty();
  private Runnable leave = () -> {};
  private Runnable inputShut = () -> {};
  private ChannelHandlerContext ctx;
  private final long since = System.nanoTime();
  private long received;
  private boolean known;
  private boolean leaving;
  private boolean toldOf;

  /**
   * Knows nobody yet.
   *
   * @param most bytes that a handshake may have
   */
  HandshakeGuard(MemoryBudget budget, long most, StrangersLog log) {
    memory = budget.share();
    this.most = most;
    this.log = log;
  }

  /**
   * Whether all has come that a handshake needs: the rest can wait until it is clear who that is.
   */
  boolean isFull() {
    return !known && !leaving && received > most;
  }

  /** The place among strangers that the connection takes until it is known. */
  void holds(Strangers.Place taken) {
    place = Optional.of(taken);
  }

  /** Whether the connection had its time, so that another one may have its place. */
  boolean isOverdue(long now) {
    Duration fair = received == 0 ? Limits.FAIR_SILENCE : Limits.FAIR_HANDSHAKE;
    return now - since >= fair.toNanos();
  }

  /** What to do when it is clear whose the connection is, or that it will not be; may run twice. */
  void onLeave(Runnable action) {
    leave = action;
  }

  /** What to do when the client has shut its side of the connection. */
  void onInputShut(Runnable action) {
    inputShut = action;
  }

  /** TLS hears nothing of that: it would drop what it has not looked at yet. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputShut.run();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  /**
   * The peer is known.
   *
   * @return bytes of its handshake, which do not count here any more
   */
  long passed() {
    known = true;
    left();
    return received;
  }

  private void left() {
    memory.close();
    leave.run();
    place.ifPresent(Strangers.Place::leave);
  }

  /** The peer will not be known. */
  void failed(Throwable cause) {
    if (!toldOf) {
      toldOf = true;
      log.failed(Peer.of(ctx.channel()), cause);
    }
  }

  /**
   * Ends the connection, as another one wants its place.
   *
   * @param others who that is, in the plural
   */
  void evict(String others) {
    end("closed, %s wait and it has not shown whose it is".formatted(others));
  }

  private void end(String why) {
    toldOf = true;
    log.refused(Peer.of(ctx.channel()), why);
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (known || !(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    received += bytes.readableBytes();
    if (leaving) {
      ReferenceCountUtil.release(message);
      if (received > Limits.DRAINED) {
        ctx.close();
      }
      return;
    }
    try {
      memory.grow(received);
      ctx.fireChannelRead(message);
    } catch (FrameException e) {
      ReferenceCountUtil.release(message);
      end("refused during the handshake: " + e.getMessage());
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (known || !(ctx.channel() instanceof DuplexChannel duplex)) {
      ctx.close(promise);
      return;
    }
    if (leaving) { // TLS closes what failed, and so does who hears of it
      ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
      return;
    }
    leaving = true;
    received = 0;
    duplex.shutdownOutput();
    ctx.channel().config().setAutoRead(true);
    ctx.executor()
        .schedule(
            LastWords.guarding(() -> ctx.close(promise)),
            Limits.FAREWELL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    left();
  }
}
