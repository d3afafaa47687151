package org.albatross.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.albatross.core.model.Bytes;
import org.albatross.core.wire.Vectors.Vector;
import org.albatross.core.wire.der.DecodeException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every message that was computed with the original has the outcome that the original gave it. */
class VectorsTest {
  /** Decodes and encodes again. */
  private interface Kind {
    byte[] again(byte[] input) throws DecodeException;
  }

  @TestFactory
  Stream<DynamicTest> messages() {
    return tests("wire.tsv", input -> Wire.encode(Wire.decode(input)));
  }

  @TestFactory
  Stream<DynamicTest> certificateExtensions() {
    return tests(
        "cert.tsv", input -> CertificateExtension.encode(CertificateExtension.decode(input)));
  }

  @TestFactory
  Stream<DynamicTest> states() {
    return tests("state.tsv", input -> State.decode(input).encode());
  }

  private static Stream<DynamicTest> tests(String file, Kind kind) {
    return Vectors.read(file).stream()
        .map(vector -> dynamicTest(vector.label(), () -> check(vector, kind)));
  }

  private static void check(Vector vector, Kind kind) throws DecodeException {
    if (vector.ok()) {
      assertEquals(vector.writtenAgain().toHex(), Bytes.wrap(kind.again(vector.input())).toHex());
    } else {
      assertThrows(DecodeException.class, () -> kind.again(vector.input()));
    }
  }
}
