package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before TLS and gives it one record at a time (RFC 8446, 5.1), to see which of them say
 * something. In TLS 1.3 what a record is for is encrypted; that no plaintext comes of it is not. A
 * client may change its keys, and make us change ours, but each time is work for us and a record to
 * send: one that does hardly anything else is ended.
 */
final class RecordGuard extends ChannelInboundHandlerAdapter {
  /** How many records may say nothing within a minute, beyond as many as say something. */
  static final int CREDIT = 32;

  private static final Logger LOG = LoggerFactory.getLogger(RecordGuard.class);
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final int HEADER_LENGTH = 5;

  /** Where in the header the length is. */
  private static final int LENGTH_OFFSET = 3;

  private int headerBytes;
  private int left;
  private boolean watching;
  private boolean spoke;
  private int credit = CREDIT;
  private long windowBegin;

  /** The handshake is over: from now on records are to say something. */
  void watch() {
    watching = true;
    windowBegin = System.nanoTime();
  }

  /** The last word was said: what still comes may be anything, for a short time. */
  void rest() {
    watching = false;
  }

  /** What has to stand behind TLS. */
  ChannelHandler behindTls() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        spoke = true;
        ctx.fireChannelRead(message);
      }
    };
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable()) {
        int length = ofRecord(in);
        ctx.fireChannelRead(in.readRetainedSlice(length));
        if (headerBytes == 0 && watching && !mayGoOn()) {
          LOG.warn("{}: closed, more than {} records said nothing", Peer.of(ctx.channel()), CREDIT);
          rest();
          ctx.close();
          return;
        }
      }
    } finally {
      in.release();
    }
  }

  /** The number of bytes until the record ends, or what comes of it ends. */
  private int ofRecord(ByteBuf in) {
    int taken = 0;
    while (headerBytes < HEADER_LENGTH && taken < in.readableBytes()) {
      if (headerBytes >= LENGTH_OFFSET) {
        left = left << Byte.SIZE | in.getUnsignedByte(in.readerIndex() + taken);
      }
      headerBytes++;
      taken++;
    }
    if (headerBytes < HEADER_LENGTH) {
      return taken;
    }
    int body = Math.min(left, in.readableBytes() - taken);
    left -= body;
    if (left == 0) {
      headerBytes = 0;
    }
    return taken + body;
  }

  private boolean mayGoOn() {
    if (spoke) {
      spoke = false;
      credit = Math.min(CREDIT, credit + 1);
      return true;
    }
    long now = System.nanoTime();
    if (now - windowBegin > WINDOW) {
      windowBegin = now;
      credit = CREDIT;
    }
    credit--;
    return credit >= 0;
  }
}
