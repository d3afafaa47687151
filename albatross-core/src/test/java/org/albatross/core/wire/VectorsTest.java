package org.albatross.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every message that was computed with the original has the outcome that the original gave it. */
class VectorsTest {
  /** Decodes and encodes again. */
  private interface Kind {
    byte[] again(byte[] input) throws DecodeException;
  }

  private record Vector(String label, String input, boolean ok, String again) {
    static Vector parse(String line) {
      String[] fields = line.split("\t", -1);
      // The original cuts a sequence of more than 8 bytes; ours refuses it (contract 5).
      boolean ok = fields[2].equals("ok") && !fields[0].endsWith("seq-long");
      String again = fields[3].equals("=") ? fields[1] : fields[3];
      return new Vector(fields[0], fields[1], ok, again);
    }
  }

  @TestFactory
  Stream<DynamicTest> messages() throws IOException {
    return tests("wire.tsv", input -> Wire.encode(Wire.decode(input)));
  }

  @TestFactory
  Stream<DynamicTest> certificateExtensions() throws IOException {
    return tests(
        "cert.tsv", input -> CertificateExtension.encode(CertificateExtension.decode(input)));
  }

  @TestFactory
  Stream<DynamicTest> states() throws IOException {
    return tests("state.tsv", input -> State.decode(input).encode());
  }

  private static Stream<DynamicTest> tests(String file, Kind kind) throws IOException {
    return vectors(file).stream()
        .map(vector -> dynamicTest(vector.label, () -> check(vector, kind)));
  }

  private static List<Vector> vectors(String file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                VectorsTest.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isEmpty()).map(Vector::parse).toList();
    }
  }

  private static void check(Vector vector, Kind kind) throws DecodeException {
    byte[] input = HexFormat.of().parseHex(vector.input);
    if (vector.ok) {
      assertEquals(vector.again, HexFormat.of().formatHex(kind.again(input)));
    } else {
      assertThrows(DecodeException.class, () -> kind.again(input));
    }
  }
}
