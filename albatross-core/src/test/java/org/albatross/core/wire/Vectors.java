package org.albatross.core.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.albatross.core.model.Bytes;

/** Messages that were computed with the original, and what it made of them. */
final class Vectors {
  private Vectors() {}

  /**
   * One of them.
   *
   * @param writtenAgain what the original encodes after decoding the input
   */
  record Vector(String label, Bytes encoded, boolean ok, Bytes writtenAgain) {
    static Vector parse(String line) {
      String[] fields = line.split("\t", -1);
      // The original cuts a sequence of more than 8 bytes; ours refuses it
      // (docs/protocol/original.md, Daemons that die).
      boolean ok = fields[2].equals("ok") && !fields[0].endsWith("seq-long");
      String again = fields[3].equals("=") ? fields[1] : fields[3];
      return new Vector(fields[0], hex(fields[1]), ok, ok ? hex(again) : Bytes.EMPTY);
    }

    private static Bytes hex(String digits) {
      return Bytes.wrap(HexFormat.of().parseHex(digits));
    }

    byte[] input() {
      return encoded.toArray();
    }
  }

  static List<Vector> read(String file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Vectors.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isEmpty()).map(Vector::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
