package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that the original made lead to what its endpoint makes of them. */
final class PkiVectorsTest {
  private static final String IMAGE_DIGEST =
      "8b7da5e4a10392a2296337749880457c10ca439c55783a77a33cd930583ce4c8";

  /** Within the twenty years of their validity. */
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private static Path file(String type, String name) throws URISyntaxException {
    return Path.of(PkiVectorsTest.class.getResource(type + "/" + name).toURI());
  }

  private static ClientChain chain(String type, String name)
      throws AlbatrossException, URISyntaxException {
    return ClientChain.verify(
        PemFiles.certificates(file(type, name)),
        PemFiles.certificate(file(type, "cacert.pem")),
        NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "p256", "p384", "rsa2048"})
  void aCreateBelowAPolicyIsReadAsRecorded(String type) throws Exception {
    CertificateRequest request = CertificateRequest.of(chain(type, "hello.pem"));
    assertEquals("user:hello", request.name().text());
    assertEquals(1, request.grants().size());
    assertEquals("user:", request.grants().get(0).path().toString());
    assertEquals(
        new Policy(new TreeSet<>(List.of(0L, 1L)), 16, 1024, OptionalLong.empty(), new TreeSet<>()),
        request.grants().get(0).policy());

    UnikernelConfig config =
        assertInstanceOf(UnikernelCommand.Create.class, request.command()).config();
    assertEquals(VmType.SOLO5, config.type());
    assertEquals(new OnFailure.Quit(), config.arguments().onFailure());
    assertEquals(Optional.of(List.of("--hello=albatross-hi")), config.arguments().argv());
    assertEquals(new TreeSet<>(List.of(1L)), config.arguments().cpuIds());
    assertEquals(32, config.arguments().memory());
    assertTrue(config.image().compressed());
    byte[] image = Zlib.uncompress(config.image().data(), 1 << 24).toArray();
    assertEquals(
        IMAGE_DIGEST, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "p256", "p384", "rsa2048"})
  void aPolicyBelowAPolicyIsInOrderAndNoCommand(String type) throws Exception {
    ClientChain team = chain(type, "team.pem");
    assertEquals(1, team.intermediatesFromAuthority().size());
    String refusal =
        assertThrows(ChainException.class, () -> CertificateRequest.of(team)).getMessage();
    assertTrue(refusal.contains("may not carry"), refusal);
  }
}
