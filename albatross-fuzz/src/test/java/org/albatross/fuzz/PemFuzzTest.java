package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.tls.Identity;
import org.albatross.core.tls.PemFiles;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with certificates and keys, which one is sent by others (RFC 7468). */
class PemFuzzTest {
  private static final byte TEXT = 0;
  private static final byte CERTIFICATE = 1;

  @TempDir private static Path directory;

  static Stream<byte[]> seeds() {
    return Stream.of(KeyType.values())
        .map(Pki::any)
        .flatMap(
            any ->
                Stream.of(
                    text(any.pem() + any.keyPem()),
                    text("# a comment\r\n" + any.pem().replace("\n", "\r\n") + any.pem()),
                    Pki.concatenated(new byte[] {CERTIFICATE}, encoded(any)),
                    Pki.concatenated(
                        new byte[] {CERTIFICATE + 1}, any.keys().getPrivate().getEncoded())));
  }

  private static byte[] text(String pem) {
    return Pki.concatenated(new byte[] {TEXT}, pem.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] encoded(TestCertificate certificate) {
    try {
      return certificate.certificate().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first byte says whether the others are the text, or what stands in it. */
  @MethodSource("seeds")
  @FuzzTest
  void pem(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    byte[] text =
        switch (input[0]) {
          case TEXT -> content;
          case CERTIFICATE -> block("CERTIFICATE", content);
          default -> block("PRIVATE KEY", content);
        };
    Path file = Files.write(directory.resolve("file.pem"), text);
    Optional<List<X509Certificate>> certificates = read(() -> PemFiles.certificates(file));
    Optional<X509Certificate> certificate = read(() -> PemFiles.certificate(file));
    assertEquals(
        certificates.filter(list -> list.size() == 1).map(list -> list.get(0)), certificate);
    Optional<PrivateKey> key = read(() -> PemFiles.privateKey(file));
    Optional<Boolean> only = read(() -> PemFiles.isCertificateOnly(file));
    assertFalse(key.isPresent() && only.orElse(false));
    if (certificates.isPresent()) {
      new Identity(key.orElse(Pki.USER.keys().getPrivate()), certificates.get()).keyFits();
    } else if (key.isPresent()) {
      new Identity(key.get(), List.of(Pki.USER.certificate())).keyFits();
    }
  }

  private static byte[] block(String label, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, base64)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private interface Reading<T> {
    T read() throws AlbatrossException;
  }

  private static <T> Optional<T> read(Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (AlbatrossException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    }
  }
}
