package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.net.FrameException;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

/** Frames are taken apart as they come (docs/protocol/wire.md, Frames). */
final class PieceDecoderTest {
  /** What the pieces say: the bytes of each stream, a stream being what an empty frame ends. */
  private static List<byte[]> streams(EmbeddedChannel channel) {
    List<byte[]> streams = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (ByteBuf piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
      if (piece.isReadable()) {
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        stream.writeBytes(bytes);
      } else {
        streams.add(stream.toByteArray());
        stream.reset();
      }
      piece.release();
    }
    streams.add(stream.toByteArray());
    return streams;
  }

  private static byte[] frame(byte[] content) {
    return ByteBuffer.allocate(4 + content.length).putInt(content.length).put(content).array();
  }

  @Test
  void whereverBytesAreCutTheStreamsAreTheSame() {
    Property.holds(
        500,
        random -> {
          List<byte[]> expected = new ArrayList<>();
          ByteArrayOutputStream wire = new ByteArrayOutputStream();
          ByteArrayOutputStream stream = new ByteArrayOutputStream();
          for (byte[] content : random.list(6, r -> r.bytes(300))) {
            wire.writeBytes(frame(content));
            stream.writeBytes(content);
            if (content.length == 0) {
              expected.add(stream.toByteArray());
              stream.reset();
            }
          }
          expected.add(stream.toByteArray());
          EmbeddedChannel channel = new EmbeddedChannel(new PieceDecoder());
          byte[] all = wire.toByteArray();
          for (int from = 0; from < all.length; ) {
            int count = Math.min(random.between(1, 50), all.length - from);
            channel.writeInbound(Unpooled.copiedBuffer(all, from, count));
            from += count;
          }
          List<byte[]> found = streams(channel);
          assertEquals(expected.size(), found.size());
          for (int i = 0; i < found.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i));
          }
          channel.finishAndReleaseAll();
        });
  }

  @Test
  void framesOfAByteAreOneMessageTogether() {
    EmbeddedChannel channel = new EmbeddedChannel(new PieceDecoder());
    ByteBuf wire = Unpooled.buffer();
    for (int i = 0; i < 1000; i++) {
      wire.writeInt(1).writeByte(i);
    }
    channel.writeInbound(wire.writeInt(0).writeInt(1).writeByte(7));
    List<Integer> sizes = new ArrayList<>();
    for (ByteBuf piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
      sizes.add(piece.readableBytes());
      piece.release();
    }
    assertEquals(List.of(1000, 0, 1), sizes);
    channel.finishAndReleaseAll();
  }

  @Test
  void aHugeFrameIsNotWaitedFor() {
    EmbeddedChannel channel = new EmbeddedChannel(new PieceDecoder());
    channel.writeInbound(Unpooled.buffer().writeInt(Integer.MAX_VALUE).writeBytes(new byte[10]));
    ByteBuf piece = channel.readInbound();
    assertEquals(10, piece.readableBytes());
    piece.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void aNegativeLengthIsAnError() {
    EmbeddedChannel channel = new EmbeddedChannel(new PieceDecoder());
    assertThrows(FrameException.class, () -> channel.writeInbound(Unpooled.buffer().writeInt(-1)));
    channel.finishAndReleaseAll();
  }
}
