package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a request over TLS fails, and how a user tells them apart. */
class RemoteFailuresTest extends RemoteFixture {
  @Test
  void anImageTooLargeForACertificateIsRefusedHere() throws Exception {
    Files.write(image, new byte[(1 << 24) + 1]);
    Run run =
        send(
            "localhost:1",
            "create",
            "hello",
            image.toString(),
            "--compression-level=0",
            "--image-in-certificate");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("has room for 16777216"), run.err());
  }

  @Test
  void whatTheDaemonRefusesIs117() throws Exception {
    Run run =
        against(peer -> peer.reply(new Payload.Failure("no such unikernel")), "destroy", "hello");
    assertEquals(117, run.exitCode());
    assertTrue(run.err().contains("no such unikernel"), run.err());
  }

  @Test
  void anEarlyRefusalOfALargeImageIsShown() throws Exception {
    byte[] large = new byte[20_000_000];
    new Random(1).nextBytes(large);
    Files.write(image, large);
    Run run =
        against(
            peer -> {
              peer.reply(new Payload.Failure("policy"));
              Thread.sleep(500);
            },
            "create",
            "hello",
            image.toString(),
            "--compression-level=0");
    assertEquals(117, run.exitCode(), run.err());
    assertTrue(run.err().contains("policy"), run.err());
  }

  @Test
  void anEndpointThatHangsUpWithoutAWordIs121() throws Exception {
    Run run = against(peer -> assertEquals(1, peer.request.grants().size()), "policy");
    assertEquals(121, run.exitCode());
    assertTrue(run.err().contains("albatross-tls-endpoint at localhost"), run.err());
  }

  @Test
  void nobodyThereIs122() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertEquals(122, send("localhost:" + port, "info").exitCode());
    Run unknown = send("no-such-host.invalid", "info");
    assertEquals(122, unknown.exitCode());
    assertTrue(unknown.err().contains("there is no host no-such-host.invalid"), unknown.err());
  }

  @Test
  void whatDoesNotSpeakTlsIs121() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answers =
          new Thread(
              () -> {
                try (var socket = server.accept()) {
                  socket
                      .getOutputStream()
                      .write(
                          "220 mail.example.org ESMTP\r\n"
                              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                  assertTrue(socket.getInputStream().read() >= 0);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      answers.start();
      Run run = send("localhost:" + server.getLocalPort(), "info");
      answers.join();
      assertEquals(121, run.exitCode());
      assertTrue(run.err().contains("is what listens there an albatross-tls-endpoint?"), run.err());
    }
  }

  /** A chain of our own in which somebody is called by a BMPString; nobody is asked. */
  @Test
  void aNameThatEndpointsDoNotTakeInOurOwnChainIs116() throws Exception {
    X500Name odd =
        new X500NameBuilder().addRDN(BCStyle.CN, new DERBMPString("\u7573\u6572")).build();
    Policy policy =
        new Policy(new TreeSet<>(List.of(0L)), 1, 64, OptionalLong.empty(), new TreeSet<>());
    byte[] grant = CertificateExtension.encode(new PolicyCommand.Add(policy));
    TestCertificate ca = TestCertificate.authority("ca");
    TestCertificate.write(directory.resolve("cacert.pem"), ca);
    TestCertificate user = ca.issue(CertificateSpec.ca("").subject(odd).albatross(grant));
    TestCertificate team = user.issue(CertificateSpec.ca("team").albatross(grant));
    TestCertificate.write(directory.resolve("user.pem"), team, user);
    Files.delete(directory.resolve("user.key"));
    team.writeKey(directory.resolve("user.key"));
    Run above = send("localhost:1", "info");
    assertEquals(116, above.exitCode(), above.err());
    assertTrue(above.err().contains("a BMPString of the bytes 75736572"), above.err());
    byte[] destroy = CertificateExtension.encode(new UnikernelCommand.Destroy());
    TestCertificate leaf = ca.issue(CertificateSpec.leaf("").subject(odd).albatross(destroy));
    TestCertificate.write(directory.resolve("leaf.pem"), leaf);
    leaf.writeKey(directory.resolve("leaf.key"));
    Run last =
        Run.in(
            directory,
            "certificate",
            path("cacert.pem"),
            path("leaf.pem"),
            path("leaf.key"),
            "--destination=localhost:1");
    assertEquals(116, last.exitCode(), last.err());
    assertTrue(last.err().contains("a BMPString of the bytes 75736572"), last.err());
  }

  /** Its certificate is the one that is trusted, of the kind that every version takes. */
  @Test
  void aServerThatSpeaksTls12OnlyIs121() throws Exception {
    TestCertificate ca = CertificateSpec.ca("ca").keyType(KeyType.RSA2048).selfSigned();
    TestCertificate server = ca.issue(CertificateSpec.server("server").keyType(KeyType.RSA2048));
    FakeEndpoint.Files files =
        new FakeEndpoint.Files(
            TestCertificate.write(directory.resolve("cacert.pem"), ca),
            TestCertificate.write(directory.resolve("server.pem"), server),
            server.writeKey(directory.resolve("server.key")));
    ca.writeKey(directory.resolve("old.key"));
    Files.delete(directory.resolve("user.pem"));
    ok("sign", path("cacert.pem"), path("db"), path("old.key"), path("user.req"));
    FakeEndpoint endpoint =
        new FakeEndpoint(files, "TLSv1.2", peer -> peer.reply(new Success.Empty()));
    Run run = send(endpoint.address(), "destroy", "hello");
    assertFalse(endpoint.end().isEmpty());
    assertEquals(List.of(), endpoint.requests());
    assertEquals(121, run.exitCode(), run.err());
    assertTrue(run.err().contains("It speaks TLS 1.3"), run.err());
    assertEquals(
        0,
        FakeEndpoint.during(
                directory,
                address -> send(address, "destroy", "hello"),
                peer -> peer.reply(new Success.Empty()))
            .exitCode());
  }

  /** An endpoint with other certificates than those of the client's CA. */
  private Run againstOther(CertificateSpec server, TestCertificate signer) throws Exception {
    TestCertificate other = signer.issue(server);
    FakeEndpoint endpoint =
        new FakeEndpoint(
            new FakeEndpoint.Files(
                TestCertificate.write(directory.resolve("any.pem"), signer),
                TestCertificate.write(directory.resolve("other.pem"), other),
                other.writeKey(directory.resolve("other.key"))),
            peer -> peer.reply(new Success.Empty()));
    Run run = send(endpoint.address(), "info");
    assertFalse(endpoint.end().isEmpty());
    return run;
  }

  @Test
  void aServerOfAnotherCaIs120() throws Exception {
    Run run = againstOther(CertificateSpec.server("server"), TestCertificate.authority("stranger"));
    assertEquals(120, run.exitCode(), run.err());
    assertTrue(run.err().contains("is not trusted"), run.err());
  }

  @Test
  void aServerThatShowsTheCertificateOfAClientIs120() throws Exception {
    ok("info", "--csr");
    ok("sign", path("cacert.pem"), path("db"), path("ca.key"), path("info.req"));
    FakeEndpoint endpoint =
        new FakeEndpoint(
            new FakeEndpoint.Files(
                directory.resolve("cacert.pem"),
                directory.resolve("info.pem"),
                directory.resolve("info.key")),
            peer -> peer.reply(new Success.Empty()));
    Run run = send(endpoint.address(), "info");
    assertFalse(endpoint.end().isEmpty());
    assertEquals(120, run.exitCode(), run.err());
    assertTrue(run.err().contains("is not the certificate of a server"), run.err());
  }

  /** Repeated: how much of the handshake is written when the endpoint hangs up differs. */
  @RepeatedTest(20)
  void anEndpointThatTrustsAnotherCaRefusesUsWith119() throws Exception {
    TestCertificate stranger = TestCertificate.authority("stranger");
    FakeEndpoint endpoint =
        new FakeEndpoint(
            new FakeEndpoint.Files(
                TestCertificate.write(directory.resolve("stranger.pem"), stranger),
                directory.resolve("server.pem"),
                directory.resolve("server.key")),
            peer -> peer.reply(new Success.Empty()));
    Run run = send(endpoint.address(), "info");
    assertFalse(endpoint.end().isEmpty());
    assertEquals(119, run.exitCode(), run.err());
    assertTrue(run.err().contains("does not accept our certificate"), run.err());
  }

  /** Both errors of time, of the server's certificate and of our own. */
  @Test
  void whatIsNotValidNowMayBeAMatterOfClocks() throws Exception {
    Instant now = Instant.now();
    TestCertificate ca = TestCertificate.authority("ca");
    TestCertificate.write(directory.resolve("ours.pem"), ca);
    String known = Files.readString(directory.resolve("cacert.pem"));
    Files.writeString(directory.resolve("cacert.pem"), known + ca.pem());
    byte[] destroy = CertificateExtension.encode(new UnikernelCommand.Destroy());
    for (boolean early : List.of(true, false)) {
      Instant begin = early ? now.plusSeconds(60) : now.minusSeconds(99);
      Instant end = early ? now.plusSeconds(99) : now.minusSeconds(9);
      String what = early ? "it begins at " : "it ended at ";
      CertificateSpec leaf = CertificateSpec.leaf("hello").albatross(destroy).valid(begin, end);
      assertAboutTime(present(ca.issue(leaf)), 116, what);
      Run server = againstOther(CertificateSpec.server("server").valid(begin, end), ca);
      assertAboutTime(server, 120, what);
    }
  }

  private static void assertAboutTime(Run run, int exitCode, String what) {
    assertEquals(exitCode, run.exitCode(), run.err());
    assertTrue(run.err().contains("is not valid: " + what), run.err());
    assertTrue(run.err().contains("is the time right on both hosts?"), run.err());
  }

  /** Certificates that we would present, made by the test. */
  private Run present(TestCertificate... chain) throws Exception {
    TestCertificate.write(directory.resolve("own.pem"), chain);
    Path key = chain[0].writeKey(directory.resolve("own.key"));
    return Run.in(
        directory,
        "certificate",
        path("own.pem"),
        key.toString(),
        "--destination=localhost:1",
        "--server-ca",
        path("ours.pem"));
  }

  @Test
  void ownCertificatesThatAreNotValidAre116AndNothingIsSent() throws Exception {
    TestCertificate ca = TestCertificate.authority("ca");
    TestCertificate.write(directory.resolve("ours.pem"), ca);
    byte[] destroy =
        org.albatross.core.wire.CertificateExtension.encode(new UnikernelCommand.Destroy());
    CertificateSpec leaf = CertificateSpec.leaf("hello").albatross(destroy);
    Instant now = Instant.now();
    Run expired = present(ca.issue(leaf.valid(now.minusSeconds(99), now.minusSeconds(9))));
    assertEquals(116, expired.exitCode(), expired.err());
    assertTrue(expired.err().contains("our own certificates are not valid"), expired.err());
    TestCertificate stranger = TestCertificate.authority("stranger");
    Run foreign = present(stranger.issue(CertificateSpec.leaf("hello").albatross(destroy)));
    assertEquals(116, foreign.exitCode(), foreign.err());
    TestCertificate good = ca.issue(CertificateSpec.leaf("hello").albatross(destroy));
    assertEquals(116, present(good, stranger).exitCode());
    assertEquals(122, present(good).exitCode());
  }

  /** The columns: the line, the exit code and what the error says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "destroy a:hello | 124 | a remote name has no path",
        "info -n a: | 124 | a remote name has no path",
        "policy -p a:b | 124 | a remote name has no path",
        "destroy . | 124 | the name . means none",
        "create hello IMAGE --mem 129 | 123 | the policy of user: allows 128 MB",
        "create hello IMAGE --cpu 2 | 123 | the policy of user: allows the CPU ids 0 and 1",
        "create hello IMAGE --net service | 123 | does not allow the bridge",
        "info --key-type rsa1024 | 124 | --key-type wants rsa2048",
        "info --csr | 124 | exclude each other",
        "info --socket s | 124 | exclude each other",
      })
  void whatCannotBeSentIsSaidBeforeAnythingIs(String line, int exitCode, String expected) {
    String[] words = line.trim().replace("IMAGE", image.toString()).split(" ");
    Run run = send("localhost:1", words);
    assertEquals(exitCode, run.exitCode(), run.err());
    assertTrue(run.err().contains(expected), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:0", "localhost:70000", "localhost:x", "[::1]1025", "[::1", ":1025", ""})
  void aDestinationThatIsNoneIsExplained(String destination) {
    Run run = send(destination, "info");
    assertEquals(124, run.exitCode());
    assertTrue(run.err().contains("--destination"), run.err());
  }

  @Test
  void addressesOfIpv6StandInBrackets() {
    Run run = send("[::1]:1", "info");
    assertEquals(122, run.exitCode());
    assertTrue(run.err().contains("cannot connect to [::1]:1:"), run.err());
    assertTrue(send("::1", "info").err().contains("cannot connect to [::1]:1025:"));
  }

  @Test
  void missingFilesAreNamed() {
    Run run =
        Run.in(
            directory, "info", "-d", "localhost", "--ca", path("none.pem"), "--ca-key", path("x"));
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains(path("none.pem")) || run.err().contains(path("x")), run.err());
  }
}
