package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.MemoryBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before TLS and counts what comes of a peer that nobody knows yet. The JDK collects a whole
 * handshake message before it looks at it: without a limit over all connections together a few
 * strangers could take all memory.
 */
final class HandshakeGuard extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HandshakeGuard.class);

  private final MemoryBudget.Share memory;
  private long received;
  private boolean known;

  HandshakeGuard(MemoryBudget budget) {
    memory = budget.share();
  }

  /** The peer is known; what its certificates take is held until it leaves. */
  void passed() {
    known = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!known && message instanceof ByteBuf bytes) {
      received += bytes.readableBytes();
      try {
        memory.grow(received);
      } catch (FrameException e) {
        LOG.warn("{}: refused during the handshake: {}", Peer.of(ctx.channel()), e.getMessage());
        ReferenceCountUtil.release(message);
        ctx.close();
        return;
      }
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    memory.close();
  }
}
