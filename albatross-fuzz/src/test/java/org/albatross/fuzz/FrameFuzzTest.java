package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.albatross.core.model.Bytes;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameReader;
import org.junit.jupiter.params.provider.MethodSource;

/** The stream of a peer, which comes in pieces of any size. */
class FrameFuzzTest {
  private static final int SMALL_LIMIT = 100;

  /** A frame's memory is doubled and copied as it comes. */
  private static final int ALLOCATED_PER_BYTE = 64;

  /**
   * What a peer said.
   *
   * @param refused whether it said something that is no frame
   * @param unfinished whether it left in the middle of one
   */
  private record Said(List<Bytes> frames, boolean refused, boolean unfinished) {}

  static Stream<byte[]> seeds() {
    return Stream.of(
        new byte[] {1, 0, 0, 0, 0, 2, 7, 7, 0, 0, 0, 0, 0, 0, 0, 1, 9},
        new byte[] {(byte) 200, 1, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 101, 1},
        new byte[] {3, 1, 0x7F, -1, -1, -1, 1, 2, 3},
        new byte[] {9, 0, -1, -1, -1, -1});
  }

  /** The first byte says in what pieces the others come, the second how large frames may be. */
  @MethodSource("seeds")
  @FuzzTest
  void frames(byte[] input) {
    if (input.length < 2) {
      return;
    }
    int piece = 1 + (input[0] & 0xFF);
    int limit = (input[1] & 1) == 0 ? SMALL_LIMIT : Integer.MAX_VALUE;
    byte[] stream = Arrays.copyOfRange(input, 2, input.length);
    Limits.checkAllocation(input, ALLOCATED_PER_BYTE, () -> read(stream, piece, limit));
    assertEquals(expected(stream, limit), read(stream, piece, limit));
  }

  private static Said read(byte[] stream, int piece, int limit) {
    FrameReader reader = new FrameReader(limit);
    List<Bytes> frames = new ArrayList<>();
    boolean refused = false;
    try {
      for (int at = 0; at < stream.length; at += piece) {
        ByteBuffer next = ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at));
        for (Optional<byte[]> frame = reader.read(next);
            frame.isPresent();
            frame = reader.read(next)) {
          frames.add(Bytes.wrap(frame.get()));
        }
        assertFalse(next.hasRemaining());
      }
    } catch (FrameException e) {
      Limits.checkRefusal(e);
      refused = true;
    }
    boolean unfinished = !refused && reader.inFrame();
    reader.close();
    return new Said(frames, refused, unfinished);
  }

  /** Four bytes of length, then the frame: so simple that it can be said twice. */
  private static Said expected(byte[] stream, int limit) {
    List<Bytes> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(stream);
    while (in.remaining() >= FrameReader.HEADER_LENGTH) {
      int length = in.getInt();
      if (length < 0 || length > limit) {
        return new Said(frames, true, false);
      }
      if (length > in.remaining()) {
        return new Said(frames, false, true);
      }
      frames.add(Bytes.wrap(stream, in.position(), length));
      in.position(in.position() + length);
    }
    return new Said(frames, false, in.hasRemaining());
  }
}
