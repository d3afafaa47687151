package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.Wire;

/**
 * How a client is left: it is said that it was all, and the client can read that. Closing at once
 * could destroy it. Everything happens on the client's event loop.
 */
final class Farewell {
  private final ChannelHandlerContext ctx;
  private final SslHandler tls;
  private boolean inputIsShut;
  private boolean allWritten;

  Farewell(ChannelHandlerContext ctx, SslHandler tls) {
    this.ctx = ctx;
    this.tls = tls;
  }

  /** Says why nothing comes of what the client asked for. */
  void refuse(Name name, String why) {
    byte[] failure = Wire.encode(new Message(0, name, new Payload.Failure(why)));
    ByteBuf frame = Unpooled.buffer(Integer.BYTES + failure.length);
    ctx.write(frame.writeInt(failure.length).writeBytes(failure));
  }

  /**
   * Sends what was written, and the end.
   *
   * @param written run when the client may take its time to leave
   */
  void begin(Runnable written) {
    ctx.flush();
    tls.closeOutbound()
        .addListener(
            said -> {
              if (said.isSuccess() && ctx.channel() instanceof DuplexChannel duplex) {
                allWritten = true;
                shutOutput(duplex);
                written.run();
              } else {
                ctx.close();
              }
            });
  }

  private void shutOutput(DuplexChannel channel) {
    if (inputIsShut) {
      channel.close();
    } else {
      channel.shutdownOutput();
    }
  }

  /** Whether the client can read all, and that it was all. */
  boolean isAllWritten() {
    return allWritten;
  }

  boolean isInputShut() {
    return inputIsShut;
  }

  /** The client sends nothing more. */
  void inputShut() {
    inputIsShut = true;
    if (allWritten) {
      ctx.close();
    }
  }
}
