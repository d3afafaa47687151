package org.albatross.core.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.testkit.Allocation;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/protocol/wire.md, Frames. */
class FrameReaderTest {
  private static final int MAX = 200_000;

  private static ByteBuffer header(int length) {
    return ByteBuffer.allocate(4).putInt(0, length);
  }

  private static String refusal(int max, int length) {
    FrameReader reader = new FrameReader(max);
    return assertThrows(FrameException.class, () -> reader.read(header(length))).getMessage();
  }

  @Test
  void anySplitOfTheBytesGivesTheSameFrames() {
    Property.holds(
        500,
        random -> {
          List<Bytes> frames = random.list(5, r -> Bytes.wrap(r.bytes(r.oneIn(10) ? MAX : 20)));
          ByteBuffer all = ByteBuffer.allocate(frames.stream().mapToInt(f -> 4 + f.length()).sum());
          frames.forEach(frame -> all.putInt(frame.length()).put(frame.toBuffer()));
          all.flip();
          FrameReader reader = new FrameReader(MAX);
          List<Bytes> read = new ArrayList<>();
          int most = random.pick(List.of(1, 3, 7, 1000, 100_000));
          while (all.hasRemaining() && (most > 7 || all.limit() < 5000)) {
            ByteBuffer piece =
                all.slice(all.position(), random.between(0, Math.min(most, all.remaining())));
            all.position(all.position() + piece.limit());
            for (var frame = reader.read(piece); frame.isPresent(); frame = reader.read(piece)) {
              read.add(Bytes.wrap(frame.get()));
            }
            assertFalse(piece.hasRemaining());
          }
          if (!all.hasRemaining()) {
            assertEquals(frames, read);
            assertFalse(reader.inFrame());
          }
        });
  }

  @Test
  void whatFollowsAFrameStaysInTheBuffer() throws Exception {
    ByteBuffer two = ByteBuffer.allocate(11).putInt(1).put((byte) 7).putInt(2).flip();
    two.limit(11);
    FrameReader reader = new FrameReader(MAX);
    assertArrayEquals(new byte[] {7}, reader.read(two).orElseThrow());
    assertEquals(5, two.position());
    assertArrayEquals(new byte[2], reader.read(two).orElseThrow());
  }

  @Test
  void aFrameOfLengthZeroIsOne() throws Exception {
    assertArrayEquals(new byte[0], new FrameReader(MAX).read(header(0)).orElseThrow());
    assertArrayEquals(new byte[0], new FrameReader(0).read(header(0)).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"-1", "-2147483648", "-5"})
  void aNegativeLengthIsAnError(int length) {
    assertEquals("a frame of negative length (" + length + ")", refusal(MAX, length));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "100, 101", "200000, 2147483647"})
  void aLengthOverTheLimitIsAnErrorBeforeABytesOfItCame(int max, int length) {
    assertEquals(
        "a frame of " + length + " bytes is over the limit of " + max + " bytes",
        refusal(max, length));
  }

  @Test
  void theLimitItselfIsAllowed() throws Exception {
    FrameReader reader = new FrameReader(3);
    assertEquals(Optional.empty(), reader.read(header(3)));
    assertArrayEquals(new byte[3], reader.read(ByteBuffer.allocate(3)).orElseThrow());
  }

  @Test
  void itKnowsWhetherAFrameWasBegun() throws Exception {
    FrameReader reader = new FrameReader(MAX);
    assertFalse(reader.inFrame());
    reader.read(ByteBuffer.allocate(1));
    assertTrue(reader.inFrame());
    reader.read(ByteBuffer.allocate(2));
    reader.read(ByteBuffer.wrap(new byte[] {1}));
    assertTrue(reader.inFrame());
    reader.read(ByteBuffer.allocate(1));
    assertFalse(reader.inFrame());
  }

  @Test
  void memoryGrowsWithWhatCameNotWithWhatWasAnnounced() {
    long allocated = Allocation.of(() -> announce(Integer.MAX_VALUE, 100));
    assertTrue(allocated < 1 << 18, allocated + " bytes were allocated for 100");
    allocated = Allocation.of(() -> announce(Integer.MAX_VALUE, 1 << 20));
    assertTrue(allocated < 8 << 20, allocated + " bytes were allocated for 1 MiB");
  }

  private static void announce(int length, int sent) {
    FrameReader reader = new FrameReader(Integer.MAX_VALUE);
    try {
      assertEquals(Optional.empty(), reader.read(header(length)));
      ByteBuffer piece = ByteBuffer.allocate(1000);
      for (int rest = sent; rest > 0; rest -= piece.limit()) {
        piece.clear().limit(Math.min(rest, piece.capacity()));
        assertEquals(Optional.empty(), reader.read(piece));
      }
    } catch (FrameException e) {
      throw new AssertionError(e);
    }
  }
}
