package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

/** Records that say nothing, as demands for new keys, are few. */
final class RecordGuardTest {
  private static final byte[] SILENT = {23, 3, 3, 0, 1, 0};
  private static final byte[] SPEAKING = {23, 3, 3, 0, 2, 1, 7};

  /** In place of TLS: a record whose first byte is 1 says what follows. */
  private static final class Decrypter extends ChannelInboundHandlerAdapter {
    private final ByteBuf collected = Unpooled.buffer();
    private final List<Integer> pieces = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf in = (ByteBuf) message;
      pieces.add(in.readableBytes());
      collected.writeBytes(in);
      in.release();
      while (collected.readableBytes() >= 5
          && collected.readableBytes() >= 5 + collected.getUnsignedShort(3 + readerIndex())) {
        collected.skipBytes(3);
        ByteBuf record = collected.readSlice(collected.readUnsignedShort());
        if (record.isReadable() && record.readByte() == 1) {
          ctx.fireChannelRead(record.copy());
        }
      }
    }

    private int readerIndex() {
      return collected.readerIndex();
    }
  }

  private final RecordGuard guard = new RecordGuard();
  private final Decrypter tls = new Decrypter();
  private final EmbeddedChannel channel = new EmbeddedChannel(guard, tls, guard.behindTls());

  private void receive(int times, byte[]... records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      for (byte[] each : records) {
        bytes.writeBytes(each);
      }
    }
    channel.writeInbound(Unpooled.wrappedBuffer(bytes.toByteArray()));
  }

  @Test
  void aFloodOfThemIsEndedWithinTheFirstBytes() {
    guard.watch();
    receive(10_000, SILENT);
    assertFalse(channel.isOpen());
    assertEquals(RecordGuard.CREDIT + 1, tls.pieces.size());
  }

  @Test
  void aFewNowAndThenAreNone() {
    guard.watch();
    for (int i = 0; i < 50; i++) {
      receive(RecordGuard.CREDIT, SILENT);
      receive(RecordGuard.CREDIT, SPEAKING);
    }
    assertTrue(channel.isOpen());
  }

  @Test
  void oneThatSpeaksNowAndThenDoesNotHideThem() {
    guard.watch();
    receive(RecordGuard.CREDIT - 2, SILENT, SILENT, SPEAKING);
    assertTrue(channel.isOpen());
    receive(3, SILENT, SILENT, SPEAKING);
    assertFalse(channel.isOpen());
  }

  @Test
  void nothingIsCountedBeforeTheHandshakeIsOverAndAfterTheLastWord() {
    receive(1000, SILENT);
    guard.watch();
    guard.rest();
    receive(1000, SILENT);
    assertTrue(channel.isOpen());
  }

  @Test
  void whereverBytesAreCutEachRecordComesWholeAndAlone() {
    Property.holds(
        300,
        random -> {
          RecordGuard fresh = new RecordGuard();
          Decrypter decrypter = new Decrypter();
          EmbeddedChannel peer = new EmbeddedChannel(fresh, decrypter, fresh.behindTls());
          fresh.watch();
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          ByteArrayOutputStream said = new ByteArrayOutputStream();
          for (byte[] content : random.list(20, r -> r.bytes(300))) {
            int length = content.length + 1;
            all.writeBytes(new byte[] {23, 3, 3, (byte) (length >> 8), (byte) length, 1});
            all.writeBytes(content);
            said.writeBytes(content);
          }
          byte[] bytes = all.toByteArray();
          for (int from = 0; from < bytes.length; ) {
            int count = Math.min(random.between(1, 400), bytes.length - from);
            peer.writeInbound(Unpooled.copiedBuffer(bytes, from, count));
            from += count;
          }
          ByteArrayOutputStream heard = new ByteArrayOutputStream();
          for (ByteBuf piece = peer.readInbound(); piece != null; piece = peer.readInbound()) {
            heard.writeBytes(piece.array());
            piece.release();
          }
          assertArrayEquals(said.toByteArray(), heard.toByteArray());
          assertTrue(decrypter.pieces.stream().allMatch(size -> size <= 306));
          peer.finishAndReleaseAll();
        });
  }
}
