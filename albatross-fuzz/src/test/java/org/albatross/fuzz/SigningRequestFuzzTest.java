package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.albatross.client.certificate.SignRequest;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.tls.PemFiles;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signing requests (RFC 2986), which a signer gets from strangers. Who asks signs with its own key
 * what it likes, so what is mutated is signed again.
 */
class SigningRequestFuzzTest {
  private static final byte TEXT = 0;
  private static final byte REQUEST = 1;
  private static final byte SIGNER = 2;
  private static final String ASKED = "CERTIFICATE REQUEST";
  private static final String GOOD = "/org/albatross/client/pki/ed25519/hello.req";
  private static final String[] KINDS = {"ed25519", "p256", "p384", "rsa2048"};
  private static final String[] FILES = {"hello", "team", "user"};

  @TempDir private static Path directory;

  static Stream<byte[]> seeds() {
    Stream<byte[]> signers =
        Stream.of(Pki.CA, Pki.USER)
            .map(signer -> Pki.content(signer.certificate()))
            .map(content -> Pki.concatenated(new byte[] {SIGNER}, content));
    Stream<byte[]> requests =
        Stream.of(KINDS)
            .flatMap(kind -> Stream.of(FILES).map(file -> "pki/" + kind + "/" + file + ".req"))
            .flatMap(
                file -> {
                  byte[] pem = resource("/org/albatross/client/" + file);
                  return Stream.of(
                      Pki.concatenated(new byte[] {TEXT}, pem),
                      Pki.concatenated(new byte[] {REQUEST}, content(pem)));
                });
    return Stream.concat(signers, requests);
  }

  private static byte[] resource(String name) {
    try (var in = SigningRequestFuzzTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What is asked for, without the signature, with a key that is known here. */
  private static byte[] content(byte[] pem) {
    String base64 =
        new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
    try {
      var info =
          new PKCS10CertificationRequest(Base64.getDecoder().decode(base64))
              .toASN1Structure()
              .getCertificationRequestInfo();
      var key =
          org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(
              Pki.USER.keys().getPublic().getEncoded());
      return new org.bouncycastle.asn1.pkcs.CertificationRequestInfo(
              info.getSubject(), key, info.getAttributes())
          .getEncoded("DER");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void writeSigner() throws IOException {
    Pki.CA.writeKey(directory.resolve("ca.key"));
    Files.createDirectory(directory.resolve("signed"));
  }

  /** The first byte says whether the others are the text, what is signed in it, or the signer. */
  @MethodSource("seeds")
  @FuzzTest
  void signingRequest(byte[] input) throws Exception {
    if (input.length == 0 || input.length > 1 << 15) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    byte[] signer = input[0] == SIGNER ? content : Pki.content(Pki.CA.certificate());
    byte[] asked =
        switch (input[0]) {
          case TEXT -> content;
          case REQUEST -> block(ASKED, Pki.signed(content, Pki.USER));
          default -> resource(GOOD);
        };
    Files.write(directory.resolve("ca.pem"), block("CERTIFICATE", Pki.signed(signer, Pki.CA)));
    Path file = Files.write(directory.resolve("asked.req"), asked);
    sign(file, directory.resolve("signed"));
  }

  private static void sign(Path file, Path signed) throws Exception {
    SignRequest signer =
        new SignRequest(
            directory.resolve("ca.pem"), directory.resolve("ca.key"), directory.resolve("db"));
    try {
      SignRequest.Signed made = signer.sign(file, signed, OptionalLong.empty());
      assertEquals(signed, made.file().getParent());
      PemFiles.certificates(made.file()).get(0).verify(Pki.CA.keys().getPublic());
    } catch (AlbatrossException e) {
      Limits.checkRefusal(e);
    }
    removeAll(signed);
  }

  private static void removeAll(Path signed) throws IOException {
    try (var files = Files.list(signed)) {
      for (Path file : files.toList()) {
        assertTrue(file.toString().endsWith(".pem"), () -> file + " was left");
        Files.delete(file);
      }
    }
    Files.deleteIfExists(directory.resolve("db"));
  }

  private static byte[] block(String label, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
