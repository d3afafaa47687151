package org.albatross.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.testkit.Allocation;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

class OutboundTest {
  /** A peer that takes so many bytes, and then none until it is allowed more. */
  private static final class Peer implements GatheringByteChannel {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    int room;

    @Override
    public long write(ByteBuffer[] sources) {
      long total = 0;
      for (ByteBuffer source : sources) {
        total += write(source);
      }
      return total;
    }

    @Override
    public int write(ByteBuffer source) {
      int count = Math.min(room, source.remaining());
      room -= count;
      for (int i = 0; i < count; i++) {
        taken.write(source.get());
      }
      return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private final Peer peer = new Peer();
  private final Outbound outbound = new Outbound();

  @Test
  void framesArriveWholeAndInOrderHoweverMuchIsTakenAtOnce() {
    Property.holds(
        300,
        random -> {
          Peer slow = new Peer();
          Outbound queue = new Outbound();
          List<Bytes> sent = new ArrayList<>();
          long pending = 0;
          for (int step = 0; step < 30; step++) {
            if (random.oneIn(2)) {
              byte[] frame = random.bytes(random.oneIn(5) ? 100_000 : 300);
              sent.add(Bytes.copyOf(frame));
              queue.add(frame);
              pending += 4 + frame.length;
            }
            slow.room = random.between(0, 70_000);
            pending -= queue.writeTo(slow);
            assertEquals(pending, queue.size());
          }
          slow.room = Integer.MAX_VALUE;
          queue.writeTo(slow);
          assertEquals(0, queue.size());
          FrameReader reader = new FrameReader(100_000);
          ByteBuffer taken = ByteBuffer.wrap(slow.taken.toByteArray());
          for (Bytes frame : sent) {
            assertEquals(frame, Bytes.wrap(reader.read(taken).orElseThrow()));
          }
          assertEquals(0, taken.remaining());
        });
  }

  @Test
  void sizeCountsWhatWaitsHeadersIncluded() throws IOException {
    outbound.add(new byte[10]);
    outbound.add(new byte[0]);
    assertEquals(18, outbound.size());
    peer.room = 5;
    assertEquals(5, outbound.writeTo(peer));
    assertEquals(13, outbound.size());
  }

  @Test
  void aPeerThatDoesNotReadCostsWhatWaitsForItAndLittleMore() {
    int frames = 10_000;
    byte[] line = new byte[60];
    long allocated =
        Allocation.of(
            () -> {
              for (int i = 0; i < frames; i++) {
                outbound.add(line);
                writeAll();
              }
            });
    assertEquals(frames * 64L, outbound.size());
    // Each attempt to write gathers some buffers in an array and a stream: small, and given back.
    assertTrue(allocated < frames * 2000L, allocated + " bytes for " + outbound.size());
  }

  private void writeAll() {
    try {
      assertEquals(0, outbound.writeTo(peer));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
