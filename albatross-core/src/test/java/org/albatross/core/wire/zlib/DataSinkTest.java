package org.albatross.core.wire.zlib;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.junit.jupiter.api.Test;

class DataSinkTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DataSink collect =
      data -> {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        out.writeBytes(bytes);
      };

  /** Feeds the bytes through one buffer that is used again and again, as a file is read. */
  private static void feed(DataSink sink, byte[] bytes, int piece) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(piece);
    for (int from = 0; from < bytes.length; from += piece) {
      buffer.clear();
      buffer.put(bytes, from, Math.min(piece, bytes.length - from)).flip();
      sink.write(buffer);
    }
    buffer.clear();
    sink.end();
  }

  private static byte[] random(int size, int range) {
    Random random = new Random(size);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) random.nextInt(range);
    }
    return bytes;
  }

  @Test
  void whatIsCompressedInPiecesIsUncompressedInPieces() throws Exception {
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1_000_000}) {
      for (int range : new int[] {1, 256}) {
        byte[] bytes = random(size, range);
        try (DataSink inflating = new Inflating(collect);
            DataSink deflating = new Deflating(inflating, 6)) {
          feed(deflating, bytes, 4096);
        }
        assertArrayEquals(bytes, out.toByteArray());
        out.reset();
      }
    }
  }

  @Test
  void aCompressedStreamThatEndsTooEarlyIsAnError() {
    byte[] compressed = Zlib.compress(Bytes.wrap(random(10_000, 256)), 9).toArray();
    byte[] cut = java.util.Arrays.copyOf(compressed, compressed.length - 1);
    assertRefused("too early", cut);
  }

  @Test
  void dataAfterACompressedStreamAreAnError() {
    byte[] compressed = Zlib.compress(Bytes.utf8("hello"), 9).toArray();
    assertRefused("after the end", java.util.Arrays.copyOf(compressed, compressed.length + 1));
    assertRefused("after the end", java.util.Arrays.copyOf(compressed, compressed.length + 5000));
  }

  @Test
  void whatIsNoCompressedStreamIsAnError() {
    assertRefused("not valid zlib data", Bytes.utf8("this is no zlib").toArray());
  }

  private void assertRefused(String why, byte[] bytes) {
    AlbatrossException refused =
        assertThrows(
            AlbatrossException.class,
            () -> {
              try (DataSink sink = new Inflating(collect)) {
                feed(sink, bytes, 1024);
              }
            });
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }
}
