package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;
import org.albatross.core.wire.zlib.Zlib;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressed images and block data (RFC 1950), as a whole and on their way. */
class ZlibFuzzTest {
  private static final int LIMIT = 1 << 18;

  /** What Inflating hands on at once, at most. */
  private static final int CHUNK = 1 << 16;

  static Stream<byte[]> seeds() {
    return Stream.of(
            Bytes.EMPTY,
            Bytes.wrap(UnikernelImage.arguments()).slice(0, 300),
            Bytes.wrap(new byte[LIMIT]),
            Bytes.wrap(new byte[LIMIT + 1]))
        .flatMap(data -> Stream.of(0, 1, Zlib.MAX_LEVEL).map(level -> seed(data, level)))
        .filter(seed -> seed.length < CHUNK);
  }

  private static byte[] seed(Bytes data, int level) {
    byte[] compressed = Zlib.compress(data, level).toArray();
    byte[] seed = Arrays.copyOf(compressed, compressed.length + 1);
    System.arraycopy(compressed, 0, seed, 1, compressed.length);
    seed[0] = (byte) level;
    return seed;
  }

  /** The first byte says in what pieces the others come. */
  @MethodSource("seeds")
  @FuzzTest
  void zlib(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    int piece = 1 + (input[0] & 0xFF);
    Bytes stream = Bytes.wrap(input, 1, input.length - 1);
    Optional<Bytes> whole = uncompress(stream);
    assertEquals(whole, inflate(stream, piece));
    if (whole.isPresent()) {
      Bytes again = Zlib.uncompress(Zlib.compress(whole.get(), 1), whole.get().length());
      assertEquals(whole.get(), again);
    }
  }

  private static Optional<Bytes> uncompress(Bytes stream) {
    try {
      Bytes data = Zlib.uncompress(stream, LIMIT);
      assertTrue(data.length() <= LIMIT, () -> data.length() + " bytes came out");
      return Optional.of(data);
    } catch (DecodeException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    }
  }

  private static Optional<Bytes> inflate(Bytes stream, int piece) throws IOException {
    Limited target = new Limited();
    try (Inflating inflating = new Inflating(target)) {
      for (int at = 0; at < stream.length(); at += piece) {
        ByteBuffer next = stream.slice(at, Math.min(piece, stream.length() - at)).toBuffer();
        inflating.write(next);
        assertEquals(0, next.remaining());
      }
      inflating.end();
      assertTrue(target.ended);
      return Optional.of(Bytes.wrap(target.data.toByteArray()));
    } catch (AlbatrossException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    }
  }

  /** Takes no more than the limit, as a store does: so little may come beyond it. */
  private static final class Limited implements DataSink {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private boolean ended;

    @Override
    public void write(ByteBuffer piece) throws AlbatrossException {
      assertTrue(piece.remaining() <= CHUNK, () -> piece.remaining() + " bytes at once");
      if (data.size() + piece.remaining() > LIMIT) {
        throw new AlbatrossException("it is too large");
      }
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      data.writeBytes(bytes);
    }

    @Override
    public void end() {
      ended = true;
    }
  }
}
