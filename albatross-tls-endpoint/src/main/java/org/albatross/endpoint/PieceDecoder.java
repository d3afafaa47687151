package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameReader;

/**
 * Takes the frames of a client apart as they come (contract 1, Frames): a piece for whatever came
 * of a frame, an empty one for an empty frame. What the pieces of a stream say together does not
 * depend on where they are cut, so that no frame is ever held as a whole, however large it is.
 */
final class PieceDecoder extends ChannelInboundHandlerAdapter {
  private int header;
  private int headerBytes;
  private int left;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable()) {
        if (left == 0) {
          readHeader(ctx, in);
        } else {
          ByteBuf piece = in.readRetainedSlice(Math.min(left, in.readableBytes()));
          left -= piece.readableBytes();
          ctx.fireChannelRead(piece);
        }
      }
    } finally {
      in.release();
    }
  }

  private void readHeader(ChannelHandlerContext ctx, ByteBuf in) throws FrameException {
    header = header << 8 | in.readUnsignedByte();
    headerBytes++;
    if (headerBytes < FrameReader.HEADER_LENGTH) {
      return;
    }
    int length = header;
    header = 0;
    headerBytes = 0;
    if (length < 0) {
      in.skipBytes(in.readableBytes());
      throw new FrameException("a frame of negative length (" + length + ")");
    }
    left = length;
    if (length == 0) {
      ctx.fireChannelRead(ctx.alloc().buffer(0));
    }
  }
}
