package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameReader;

/**
 * Takes the frames of a client apart as they come (docs/protocol/wire.md, Frames): a piece for
 * whatever came at once of a frame or of several, an empty one for an empty frame. What the pieces
 * of a stream say together does not depend on where they are cut, so that no frame is ever held as
 * a whole, however large it is, nor does each take a message of its own, however small they are.
 */
final class PieceDecoder extends ChannelInboundHandlerAdapter {
  private int header;
  private int headerBytes;
  private int left;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    ByteBuf in = (ByteBuf) message;
    if (left > 0 && left >= in.readableBytes()) {
      left -= in.readableBytes();
      ctx.fireChannelRead(in);
      return;
    }
    ByteBuf piece = ctx.alloc().buffer(in.readableBytes());
    try {
      while (in.isReadable()) {
        if (left > 0) {
          int count = Math.min(left, in.readableBytes());
          piece.writeBytes(in, count);
          left -= count;
        } else if (readHeader(in) && left == 0) {
          pass(ctx, piece);
          ctx.fireChannelRead(Unpooled.EMPTY_BUFFER);
        }
      }
    } finally {
      pass(ctx, piece);
      piece.release();
      in.release();
    }
  }

  private static void pass(ChannelHandlerContext ctx, ByteBuf piece) {
    if (piece.isReadable()) {
      ctx.fireChannelRead(piece.readRetainedSlice(piece.readableBytes()));
    }
  }

  /** Whether a header is whole now. */
  private boolean readHeader(ByteBuf in) throws FrameException {
    header = header << 8 | in.readUnsignedByte();
    headerBytes++;
    if (headerBytes < FrameReader.HEADER_LENGTH) {
      return false;
    }
    int length = header;
    header = 0;
    headerBytes = 0;
    if (length < 0) {
      in.skipBytes(in.readableBytes());
      throw new FrameException("a frame of negative length (" + length + ")");
    }
    left = length;
    return true;
  }
}
