package org.albatross.core.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Optional;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

class FrameChannelTest {
  /** A peer whose bytes are known, and that takes and gives a few bytes at a time. */
  private static final class Stingy implements ByteChannel {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final ByteBuffer given;
    private final int atOnce;

    Stingy(byte[] given, int atOnce) {
      this.given = ByteBuffer.wrap(given);
      this.atOnce = atOnce;
    }

    @Override
    public int read(ByteBuffer target) {
      if (!given.hasRemaining()) {
        return -1;
      }
      int count = Math.min(atOnce, Math.min(given.remaining(), target.remaining()));
      target.put(given.slice(given.position(), count));
      given.position(given.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      int count = Math.min(atOnce, source.remaining());
      for (int i = 0; i < count; i++) {
        taken.write(source.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static FrameChannel peerThatSends(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return new FrameChannel(new Stingy(all, 2), 1000);
  }

  private static String error(FrameChannel channel) {
    return assertThrows(FrameException.class, channel::receive).getMessage();
  }

  @Test
  void whatWasSentIsReceivedHoweverFewBytesGoAtOnce() {
    Property.holds(
        200,
        random -> {
          Stingy out = new Stingy(new byte[0], random.between(1, 50));
          byte[] one = random.bytes(200);
          byte[] two = {2};
          FrameChannel sender = new FrameChannel(out, 0);
          sender.send(two);
          sender.send(ByteBuffer.wrap(one));
          sender.sendEnd();
          FrameChannel receiver =
              new FrameChannel(new Stingy(out.taken.toByteArray(), random.between(1, 50)), 200);
          assertArrayEquals(two, receiver.receivePiece().orElseThrow());
          assertArrayEquals(one, receiver.receivePiece().orElse(new byte[0]));
          if (one.length > 0) {
            assertEquals(Optional.empty(), receiver.receivePiece());
          }
        });
  }

  @Test
  void aPeerThatClosesBetweenTwoFramesIsTheEnd() throws Exception {
    FrameChannel peer = peerThatSends(0, 0, 0, 1, 7);
    assertArrayEquals(new byte[] {7}, peer.receive().orElseThrow());
    assertEquals(Optional.empty(), peer.receive());
    assertEquals(Optional.empty(), peerThatSends().receive());
  }

  @Test
  void aFrameOfLengthZeroIsTheEnd() throws Exception {
    FrameChannel peer = peerThatSends(0, 0, 0, 0, 0, 0, 0, 1, 7);
    assertEquals(Optional.empty(), peer.receive());
    assertArrayEquals(new byte[] {7}, peer.receive().orElseThrow());
  }

  @Test
  void aPeerThatClosesWithinAFrameIsAnError() {
    assertEquals(
        "the peer closed the connection within a message", error(peerThatSends(0, 0, 0, 2, 7)));
    assertEquals("the peer closed the connection within a message", error(peerThatSends(0, 0)));
  }

  @Test
  void aStreamThatEndsWithoutItsEndIsAnError() throws Exception {
    FrameChannel peer = peerThatSends(0, 0, 0, 1, 7);
    assertArrayEquals(new byte[] {7}, peer.receivePiece().orElseThrow());
    assertEquals(
        "the peer closed the connection within a stream",
        assertThrows(FrameException.class, peer::receivePiece).getMessage());
  }

  @Test
  void lengthsThatAreNoneAreErrors() {
    assertEquals("a frame of negative length (-1)", error(peerThatSends(255, 255, 255, 255)));
    assertEquals(
        "a frame of 1001 bytes is over the limit of 1000 bytes",
        error(peerThatSends(0, 0, 3, 233)));
  }
}
