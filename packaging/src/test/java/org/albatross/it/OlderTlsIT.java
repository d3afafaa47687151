package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who offers nothing newer than TLS 1.2 is refused in the handshake, however valid its certificates
 * are: in those versions they, and the commands in them, go in the clear.
 */
class OlderTlsIT {
  private static final TestCertificate CA =
      CertificateSpec.ca("ca").keyType(KeyType.RSA2048).selfSigned();

  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
  }

  @AfterAll
  static void stop() throws Exception {
    sandbox.close();
  }

  /** A chain whose command leaves a trace: a policy for a path, and a block device there. */
  private static TestCertificate[] chain(String path) {
    Policy policy =
        new Policy(
            new TreeSet<>(List.of(0L)), 1, 64, OptionalLong.of(10), new TreeSet<>(List.of()));
    TestCertificate tenant =
        CA.issue(
            CertificateSpec.ca(path)
                .keyType(KeyType.RSA2048)
                .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy))));
    TestCertificate leaf =
        tenant.issue(
            CertificateSpec.leaf("disk")
                .keyType(KeyType.RSA2048)
                .albatross(CertificateExtension.encode(new BlockCommand.Add(1))));
    return new TestCertificate[] {leaf, tenant};
  }

  private static void assertCarriedOut(boolean expected, String path) throws Exception {
    assertEquals(expected, sandbox.client("policy").ok().out().contains(path));
    assertEquals(expected, sandbox.client("block").ok().out().contains(path + ":disk"));
  }

  @Test
  void aValidChainOverTls12IsRefusedAndItsCommandIsNotCarriedOut() throws Exception {
    Remote remote = Remote.trusting(CA, sandbox);
    try {
      TestCertificate[] chain = chain("twelve");
      String failure = new RawTls(remote.port()).present("TLSv1.2", chain);
      assertTrue(failure.contains("protocol_version"), failure);
      assertCarriedOut(false, "twelve");
      assertOpensslIsRefused(remote, chain, "-tls1_2");
      assertCarriedOut(false, "twelve");
      remote.present(chain).ok();
      assertCarriedOut(true, "twelve");
    } finally {
      remote.close();
    }
  }

  /** The JDK would not speak it by itself, so what it says of that is taken back. */
  @Test
  void aValidChainOverTls11IsRefusedEvenIfTheJdkWouldSpeakIt() throws Exception {
    Path lifted =
        Files.writeString(
            sandbox.file("java.security"),
            "jdk.tls.disabledAlgorithms=\njdk.tls.legacyAlgorithms=\n");
    Remote remote =
        Remote.trusting(
            CA,
            sandbox,
            line -> {
              List<String> all =
                  new ArrayList<>(
                      List.of("env", "ALBATROSS_JAVA_OPTS=-Djava.security.properties=" + lifted));
              all.addAll(line);
              return all;
            });
    try {
      TestCertificate[] chain = chain("eleven");
      assertOpensslIsRefused(remote, chain, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
      assertCarriedOut(false, "eleven");
      remote.present(chain).ok();
      assertCarriedOut(true, "eleven");
    } finally {
      remote.close();
    }
  }

  private static void assertOpensslIsRefused(
      Remote remote, TestCertificate[] chain, String... version) throws Exception {
    TestCertificate.write(remote.file("leaf.pem"), chain[0]);
    TestCertificate.write(remote.file("behind.pem"), chain[1]);
    chain[0].writeKey(remote.file("chain.key"));
    List<String> line =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", remote.destination()));
    line.addAll(List.of("-cert", "leaf.pem", "-cert_chain", "behind.pem", "-key", "chain.key"));
    line.addAll(List.of("-CAfile", "cacert.pem"));
    line.addAll(List.of(version));
    Process openssl =
        new ProcessBuilder(line)
            .directory(remote.file(".").toFile())
            .redirectErrorStream(true)
            .start();
    openssl.getOutputStream().close();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertNotEquals(0, openssl.waitFor(), said);
    assertTrue(said.contains("alert protocol version"), said);
  }
}
