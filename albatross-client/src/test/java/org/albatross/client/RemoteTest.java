package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.albatross.core.model.BlockCommand;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.ConsoleCommand;
import org.albatross.core.model.Image;
import org.albatross.core.model.Name;
import org.albatross.core.model.Payload;
import org.albatross.core.model.PolicyCommand;
import org.albatross.core.model.Success;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.wire.Zlib;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over TLS: what is presented, what follows, and what the ways to fail are told by. */
class RemoteTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;
  private Path image;
  private byte[] content;

  @BeforeEach
  void makeFiles() throws Exception {
    content = new byte[300_000];
    new Random(3).nextBytes(content);
    image = Files.write(directory.resolve("image"), content);
    ok("generate", "ca", path("db"));
    ok("add-policy", "user", "4", "--mem", "128", "--cpu", "0", "--cpu", "1", "--csr");
    ok("sign", path("cacert.pem"), path("db"), path("ca.key"), path("user.req"));
  }

  private String path(String file) {
    return directory.resolve(file).toString();
  }

  private void ok(String... line) {
    Run run = Run.in(directory, line);
    assertEquals(0, run.exitCode(), run.err());
  }

  /** One-step: signed by the user as it is sent. */
  private Run send(String address, String... line) {
    List<String> all = new ArrayList<>(List.of(line));
    all.addAll(
        List.of(
            "--destination",
            address,
            "--ca",
            path("user.pem"),
            "--ca-key",
            path("user.key"),
            "--server-ca",
            path("cacert.pem")));
    return assertTimeoutPreemptively(LIMIT, () -> Run.in(directory, all.toArray(String[]::new)));
  }

  private Run against(FakeEndpoint.Script script, String... line) throws Exception {
    return FakeEndpoint.during(directory, address -> send(address, line), script);
  }

  @Test
  void theNameIsThatOfThePolicyAndTheCommandThatOfTheLeaf() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals("user:hello", peer.request.name().text());
              assertEquals(new UnikernelCommand.Destroy(), peer.request.command());
              assertEquals(4, peer.request.grants().get(0).policy().unikernels());
              peer.reply(new Success.Text("destroyed"));
            },
            "destroy",
            "hello");
    assertEquals(new Run(0, "destroyed\n", ""), run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "ed25519", "p256", "p384", "p521"})
  void theLeafHasAKeyOfAnyType(String type) throws Exception {
    Run run =
        against(peer -> peer.reply(new Success.Empty()), "destroy", "hello", "--key-type", type);
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void anImageFollowsTheHandshakeCompressed() throws Exception {
    Run run =
        against(
            peer -> {
              var create = (UnikernelCommand.Create) peer.request.command();
              assertFalse(create.streamed());
              assertEquals(new Image(true, Bytes.EMPTY), create.config().image());
              Bytes sent = Bytes.wrap(peer.frames());
              assertArrayEquals(content, Zlib.uncompress(sent, 1 << 24).toArray());
              peer.reply(new Success.Text("created"));
            },
            "create",
            "hello",
            image.toString());
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void anImageIsInTheCertificateWhereThatIsAskedFor() throws Exception {
    Run run =
        against(
            peer -> {
              var create = (UnikernelCommand.Create) peer.request.command();
              assertArrayEquals(content, create.config().image().data().toArray());
              peer.reply(new Success.Text("created"));
            },
            "create",
            "hello",
            image.toString(),
            "--compression-level=0",
            "--image-in-certificate");
    assertEquals(new Run(0, "created\n", ""), run);
  }

  @Test
  void aCertificateLargerThanUsualIsSentWithANote() throws Exception {
    Files.write(image, new byte[3 << 20]);
    Run run =
        against(
            peer -> peer.reply(new Success.Text("created")),
            "create",
            "hello",
            image.toString(),
            "--compression-level=0",
            "--image-in-certificate");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("--max-certificate"), run.err());
  }

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
  void bhyveEndsTheImageThatItDoesNotHave() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(0, peer.frame().length);
              peer.reply(new Success.Text("created"));
            },
            "create",
            "hello",
            "--typ=bhyve");
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void createBlockWithDataIsTwoRequests() throws Exception {
    FakeEndpoint endpoint =
        new FakeEndpoint(
            FakeEndpoint.Files.of(directory),
            peer -> peer.reply(new Success.Text("made")),
            peer -> {
              assertArrayEquals(content, peer.frames());
              peer.reply(new Success.Text("set"));
            });
    Run run =
        send(
            endpoint.address(),
            "create-block",
            "disk",
            "1",
            "--data",
            image.toString(),
            "--compression-level=0");
    endpoint.close();
    assertEquals(new Run(0, "made\nset\n", ""), run);
    assertEquals(new BlockCommand.Add(1), endpoint.requests().get(0).command());
    assertEquals(new BlockCommand.Set(false), endpoint.requests().get(1).command());
  }

  @Test
  void aConsoleIsAStreamOverTlsToo() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(new ConsoleCommand.SubscribeLast(20), peer.request.command());
              peer.reply(new Success.Text("subscribed"));
              for (String line : List.of("one", "two")) {
                peer.reply(
                    new Payload.ConsoleLine(
                        Instant.parse("2026-11-25T10:00:00Z"), Bytes.utf8(line)));
              }
            },
            "console",
            "hello");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(2, run.lines().size());
    assertTrue(run.lines().get(1).endsWith(" two"), run.out());
  }

  @Test
  void aDumpIsWrittenToAFile() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(new BlockCommand.Dump(9), peer.request.command());
              peer.reply(new Success.BlockImage(false));
              peer.reply(new Payload.BlockData(Optional.of(Bytes.wrap(content))));
              peer.reply(new Payload.BlockData(Optional.empty()));
            },
            "dump-block",
            "disk",
            "--out",
            path("dumped"));
    assertEquals(0, run.exitCode(), run.err());
    assertArrayEquals(content, Files.readAllBytes(directory.resolve("dumped")));
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
  void policyAsksWithoutAName() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(Name.parse("user:"), peer.request.name());
              assertEquals(new PolicyCommand.Info(), peer.request.command());
              peer.reply(new Success.Policies(List.of()));
            },
            "policy");
    assertEquals(new Run(0, "no policies\n", ""), run);
  }

  @Test
  void anEndpointThatHangsUpWithoutAWordIs121() throws Exception {
    Run run = against(peer -> assertEquals(1, peer.request.grants().size()), "info");
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

  /** An endpoint with other certificates than those of the client's CA. */
  private Run againstOther(CertificateSpec server, TestCertificate signer) throws Exception {
    TestCertificate other = signer.issue(server);
    FakeEndpoint endpoint =
        new FakeEndpoint(
            new FakeEndpoint.Files(
                directory.resolve("cacert.pem"),
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

  @Test
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

  @Test
  void aCertificateIsSentAsItIs() throws Exception {
    ok("create", "hello", image.toString(), "--csr", "--cpu=1");
    ok("sign", path("user.pem"), path("db"), path("user.key"), path("hello.req"));
    for (boolean three : List.of(true, false)) {
      List<String> line = new ArrayList<>(List.of("certificate"));
      if (three) {
        line.add(path("cacert.pem"));
      }
      line.addAll(List.of(path("hello.pem"), path("hello.key")));
      if (!three) {
        line.addAll(List.of("--server-ca", path("cacert.pem")));
      }
      Run run =
          FakeEndpoint.during(
              directory,
              address -> {
                line.addAll(List.of("-d", address));
                return Run.in(directory, line.toArray(String[]::new));
              },
              peer -> {
                assertEquals("user:hello", peer.request.name().text());
                var create = (UnikernelCommand.Create) peer.request.command();
                Bytes data = create.config().image().data();
                assertArrayEquals(content, Zlib.uncompress(data, 1 << 24).toArray());
                peer.reply(new Success.Text("created"));
              });
      assertEquals(new Run(0, "created\n", ""), run);
    }
  }

  @Test
  void dataThatACertificateDoesNotHoldAreNamedBesideIt() throws Exception {
    ok("set-block", "disk", image.toString(), "--csr");
    ok("sign", path("user.pem"), path("db"), path("user.key"), path("disk.req"));
    String[] line = {
      "certificate", path("cacert.pem"), path("disk.pem"), path("disk.key"), "-d", "localhost:1"
    };
    Run without = Run.in(directory, line);
    assertEquals(124, without.exitCode());
    assertTrue(without.err().contains("--data FILE"), without.err());
    Run run =
        FakeEndpoint.during(
            directory,
            address -> {
              line[5] = address;
              List<String> with = new ArrayList<>(List.of(line));
              with.addAll(List.of("--data", image.toString()));
              return Run.in(directory, with.toArray(String[]::new));
            },
            peer -> {
              Bytes sent = Bytes.wrap(peer.frames());
              assertArrayEquals(content, Zlib.uncompress(sent, 1 << 24).toArray());
              peer.reply(new Success.Empty());
            });
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void printedCertificatesAreAChain() throws Exception {
    Run run = send("-", "create", "hello", image.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(2, run.out().split("BEGIN CERTIFICATE", -1).length - 1);
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
        "create hello IMAGE --cpu 2 | 123 | the policy of user: allows the CPU ids [0, 1]",
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
