package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.der.DecodeException;
import org.junit.jupiter.params.provider.MethodSource;

/** The extension that makes a certificate a request (docs/tls.md). */
class ExtensionFuzzTest {
  private static final int ALLOCATED_PER_BYTE = 512;

  @MethodSource("org.albatross.fuzz.Seeds#extensions")
  @FuzzTest
  void extension(byte[] input) throws Exception {
    Limits.checkAllocation(input, ALLOCATED_PER_BYTE, () -> decode(input));
    Optional<Payload.Command> command = decode(input);
    if (command.isPresent()) {
      byte[] written = CertificateExtension.encode(command.get());
      // Not the same as it was read: sets are written in their order.
      assertArrayEquals(written, CertificateExtension.encode(CertificateExtension.decode(written)));
    }
  }

  private static Optional<Payload.Command> decode(byte[] input) {
    try {
      return Optional.of(CertificateExtension.decode(input));
    } catch (DecodeException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    }
  }
}
