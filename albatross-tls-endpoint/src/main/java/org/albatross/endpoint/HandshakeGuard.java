package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.MemoryBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before TLS and counts what comes of a peer that nobody knows yet. The JDK collects a whole
 * handshake message before it looks at it: without a limit over all connections together a few
 * strangers could take all memory.
 *
 * <p>A peer that is not let in is left in a way that the alert arrives: closing while it still
 * sends would destroy what it has not read.
 */
final class HandshakeGuard extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(HandshakeGuard.class);

  private final MemoryBudget.Share memory;
  private long received;
  private boolean known;
  private boolean leaving;

  HandshakeGuard(MemoryBudget budget) {
    memory = budget.share();
  }

  /** The peer is known; what its certificates take is held until it leaves. */
  void passed() {
    known = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
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
      LOG.warn("{}: refused during the handshake: {}", Peer.of(ctx.channel()), e.getMessage());
      ReferenceCountUtil.release(message);
      ctx.close();
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (known || leaving || !(ctx.channel() instanceof DuplexChannel duplex)) {
      ctx.close(promise);
      return;
    }
    leaving = true;
    received = 0;
    duplex.shutdownOutput();
    ctx.channel().config().setAutoRead(true);
    ctx.executor()
        .schedule(() -> ctx.close(promise), Limits.FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    memory.close();
  }
}
