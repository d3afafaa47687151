package org.albatross.endpoint;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/** TLS with a client that may be gone before a worker has found out what is wrong with it. */
final class ClientTls extends SslHandler {
  private final StrangersLog strangers;

  ClientTls(SSLEngine engine, Executor workers, StrangersLog strangers) {
    super(engine, workers);
    this.strangers = strangers;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (ctx.isRemoved()) {
      strangers.failed(Peer.of(ctx.channel()), cause);
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }
}
