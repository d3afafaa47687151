package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ClientChain;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, requests and certificates: what the commands make. */
class CertificatesTest extends CertificateFixture {
  private static final String AUTHORITY_USAGE =
      "Digital Signature, Non Repudiation, Certificate Sign, CRL Sign";

  /** For hosts whose clocks are slow. */
  private static final Duration BACKDATED = Duration.ofMinutes(5);

  private static void assertValidFor(Duration validity, X509Certificate certificate) {
    Instant begin = certificate.getNotBefore().toInstant();
    assertEquals(
        validity.plus(BACKDATED), Duration.between(begin, certificate.getNotAfter().toInstant()));
    Duration age = Duration.between(begin, Instant.now()).minus(BACKDATED);
    assertTrue(!age.isNegative() && age.compareTo(Duration.ofMinutes(1)) < 0, "from " + begin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "rsa4096", "ed25519", "p256", "p384", "p521"})
  void openSslAcceptsChainsOfEveryKeyType(String type) throws Exception {
    ok("generate", "ca", path("db"), "--key-type", type);
    ok("add-policy", "user", "4", "--csr", "--key-type", type);
    assertEquals(0, sign("cacert", "user").exitCode());
    ok("info", "--csr", "--key-type", type);
    assertEquals(0, sign("user", "info").exitCode());
    OpenSsl.run(
        directory, "verify", "-purpose", "sslserver", "-CAfile", "cacert.pem", "server.pem");
    OpenSsl.run(
        directory,
        "verify",
        "-purpose",
        "sslclient",
        "-CAfile",
        "cacert.pem",
        "-untrusted",
        "info.pem",
        "info.pem");
    OpenSsl.run(directory, "req", "-verify", "-noout", "-in", "user.req");
    OpenSsl.run(directory, "pkey", "-check", "-noout", "-in", "user.key");
  }

  @Test
  void aCaHasWhatTheProtocolSays() throws Exception {
    generate();
    X509Certificate ca = certificates("cacert.pem").get(0);
    assertValidFor(Duration.ofDays(3650), ca);
    assertEquals(Integer.MAX_VALUE, ca.getBasicConstraints());
    String text = OpenSsl.text(directory, "cacert.pem");
    assertTrue(text.contains("X509v3 Basic Constraints: critical"), text);
    assertTrue(text.contains("X509v3 Key Usage: critical"), text);
    assertTrue(text.contains(AUTHORITY_USAGE), text);
    assertTrue(text.contains("Subject: CN = ca"), text);
    assertFalse(text.contains("Key Identifier"), text);
  }

  @Test
  void aServersCertificateHasWhatTheProtocolSays() throws Exception {
    generate();
    X509Certificate server = certificates("server.pem").get(0);
    assertValidFor(Duration.ofDays(365), server);
    String text = OpenSsl.text(directory, "server.pem");
    for (String part :
        List.of(
            "Version: 3",
            "CA:FALSE",
            "X509v3 Key Usage: critical",
            "Digital Signature, Key Encipherment",
            "X509v3 Extended Key Usage: critical",
            "TLS Web Server Authentication",
            "X509v3 Subject Key Identifier: \n",
            "X509v3 Authority Key Identifier: \n")) {
      assertTrue(text.contains(part), part + "\n" + text);
    }
    String line = Files.readString(directory.resolve("db"));
    assertTrue(line.matches("(00)?[0-9a-f]{2,32} server\n"), line);
    assertEquals(
        server.getSerialNumber(), new BigInteger(line.substring(0, line.indexOf(' ')), 16));
  }

  @Test
  void keysAreForTheirOwnerOnly() throws Exception {
    generate();
    for (String key : List.of("ca.key", "server.key")) {
      assertEquals(
          "r--------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(key))));
      assertTrue(
          Files.readString(directory.resolve(key)).startsWith("-----BEGIN PRIVATE KEY-----"));
    }
  }

  private List<String> names() throws Exception {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatAKilledRunLeftBesideGoesAndWhatAnotherWritesStays() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    assertEquals(0, gone.waitFor());
    Files.writeString(directory.resolve(".ca.key.new-" + gone.pid()), "half a");
    Files.writeString(directory.resolve(".cacert.pem.new-" + gone.pid()), "half a");
    Files.writeString(directory.resolve(".ca.key.new-1"), "by init");
    generate();
    assertEquals(
        List.of(".ca.key.new-1", "ca.key", "cacert.pem", "db", "server.key", "server.pem"),
        names());
  }

  @Test
  void keysOfARunThatFailsAreNotThere() throws Exception {
    Files.createDirectory(directory.resolve("server.pem"));
    assertEquals(123, run("generate", "ca", path("db")).exitCode());
    assertEquals(List.of("db", "server.pem"), names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "ed25519", "p256", "p384", "p521"})
  void aKeyThatIsThereIsUsedAgain(String type) throws Exception {
    ok("generate", "ca", path("db"), "--key-type", type);
    byte[] key = Files.readAllBytes(directory.resolve("ca.key"));
    X509Certificate old = certificates("cacert.pem").get(0);
    ok("generate", "ca", path("db"), "--days", "7", "--server-days", "2", "--server", "other");
    assertEquals(Bytes.wrap(key), Bytes.wrap(Files.readAllBytes(directory.resolve("ca.key"))));
    X509Certificate renewed = certificates("cacert.pem").get(0);
    assertEquals(old.getPublicKey(), renewed.getPublicKey());
    assertNotEquals(old.getSerialNumber(), renewed.getSerialNumber());
    assertValidFor(Duration.ofDays(7), renewed);
    assertValidFor(Duration.ofDays(2), certificates("other.pem").get(0));
    OpenSsl.run(directory, "verify", "-CAfile", "cacert.pem", "server.pem", "other.pem");
  }

  @Test
  void aPolicyIsACaForAYear() throws Exception {
    generate();
    policy("user", "cacert", "--mem=256", "--cpu=0");
    X509Certificate user = certificates("user.pem").get(0);
    assertEquals(1, certificates("user.pem").size());
    assertValidFor(Duration.ofDays(365), user);
    String text = OpenSsl.text(directory, "user.pem");
    assertTrue(text.contains("CA:TRUE"), text);
    assertTrue(text.contains(AUTHORITY_USAGE), text);
    assertTrue(
        Pattern.compile("1\\.3\\.6\\.1\\.4\\.1\\.49836\\.42: \n").matcher(text).find(), text);
    assertTrue(Files.readString(directory.resolve("db")).endsWith(" user\n"));
  }

  @Test
  void aCommandIsALeafForADayWithAllThatVouchForIt() throws Exception {
    generate();
    policy("user", "cacert", "--cpu=0");
    policy("team", "user", "--cpu=0");
    ok("destroy", "hello", "--csr");
    assertEquals(0, sign("team", "hello").exitCode());
    List<X509Certificate> chain = certificates("hello.pem");
    assertEquals(3, chain.size());
    assertValidFor(Duration.ofDays(1), chain.get(0));
    ClientChain verified =
        ClientChain.verify(chain, certificates("cacert.pem").get(0), Instant.now());
    CertificateRequest request = CertificateRequest.of(verified);
    assertEquals("user:team:hello", request.name().text());
    assertEquals(new UnikernelCommand.Destroy(), request.command());
    String text = OpenSsl.text(directory, "hello.pem");
    assertTrue(text.contains("X509v3 Extended Key Usage: critical"), text);
    assertTrue(text.contains("TLS Web Client Authentication"), text);
    assertTrue(text.contains("CA:FALSE"), text);
  }

  @Test
  void daysCanBeChosen() throws Exception {
    generate();
    ok("info", "--csr");
    assertEquals(0, sign("cacert", "info", "--days=30").exitCode());
    assertValidFor(Duration.ofDays(30), certificates("info.pem").get(0));
  }

  @Test
  void whatOutlivesItsSignerIsSignedWithAWarningThatSaysUntilWhen() throws Exception {
    ok("generate", "ca", path("db"), "--days", "7");
    ok("info", "--csr");
    Run within = sign("cacert", "info", "--days=6");
    assertEquals(0, within.exitCode(), within.err());
    assertFalse(within.err().contains("warning"), within.err());
    Run beyond = sign("cacert", "info", "--days=8");
    assertEquals(0, beyond.exitCode(), beyond.err());
    String end = certificates("cacert.pem").get(0).getNotAfter().toInstant().toString();
    assertTrue(beyond.err().contains("warning: it can be used until " + end), beyond.err());
  }

  @Test
  void aRequestWithoutACommandIsForAServer() throws Exception {
    generate();
    OpenSsl.run(
        directory,
        "req",
        "-new",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "host.key",
        "-out",
        "host.req",
        "-subj",
        "/CN=host.example.org");
    Run run = sign("cacert", "host");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("carries no command"), run.err());
    X509Certificate host = certificates("host.example.org.pem").get(0);
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), host.getExtendedKeyUsage());
    assertValidFor(Duration.ofDays(365), host);
  }

  @Test
  void requestsWithoutANameAreCalledAfterTheirCommand() throws Exception {
    generate();
    ok("inactive-consoles", "--csr");
    assertEquals(0, sign("cacert", "inactive-consoles").exitCode());
    X509Certificate leaf = certificates("inactive-consoles.pem").get(0);
    assertEquals("CN=.", leaf.getSubjectX500Principal().getName());
    assertEquals(
        new ConsoleCommand.ListInactive(),
        CertificateExtension.decodeValue(leaf.getExtensionValue(CertificateExtension.OID)));
  }

  @Test
  void anImageTravelsCompressedInARequest() throws Exception {
    byte[] zeros = new byte[100_000];
    Files.write(directory.resolve("image"), zeros);
    ok("create", "hello", path("image"), "--csr");
    generate();
    assertEquals(0, sign("cacert", "hello").exitCode());
    byte[] extension = certificates("hello.pem").get(0).getExtensionValue(CertificateExtension.OID);
    var create = (UnikernelCommand.Create) CertificateExtension.decodeValue(extension);
    assertTrue(create.config().image().compressed());
    assertTrue(create.config().image().data().length() < 1000);
    assertEquals(Bytes.wrap(zeros), Zlib.uncompress(create.config().image().data(), zeros.length));
  }

  private void vector(String type, String... files) throws Exception {
    for (String file : files) {
      try (InputStream in = getClass().getResourceAsStream("pki/" + type + "/" + file)) {
        Files.write(directory.resolve(file), in.readAllBytes());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa2048", "p256", "p384"})
  void requestsOfTheOriginalAreSignedAndMeanTheSame(String type) throws Exception {
    vector(type, "user.req", "hello.req");
    generate();
    assertEquals(0, sign("cacert", "user").exitCode());
    // The signer's key is not among the vectors: another one of ours signs the leaf.
    policy("other", "cacert", "--cpu=1");
    assertEquals(0, sign("other", "hello").exitCode());
    var policy =
        (PolicyCommand.Add)
            CertificateExtension.decodeValue(
                certificates("user.pem").get(0).getExtensionValue(CertificateExtension.OID));
    assertEquals(16, policy.policy().unikernels());
    assertEquals(1024, policy.policy().memory());
    ClientChain chain =
        ClientChain.verify(
            certificates("hello.pem"), certificates("cacert.pem").get(0), Instant.now());
    var create = (UnikernelCommand.Create) CertificateRequest.of(chain).command();
    assertEquals(List.of("--hello=albatross-hi"), create.config().arguments().argv().orElseThrow());
    Bytes image = Zlib.uncompress(create.config().image().data(), 1 << 24);
    assertEquals(
        "8b7da5e4a10392a2296337749880457c10ca439c55783a77a33cd930583ce4c8",
        Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(image.toArray())).toHex());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa2048", "p256", "p384"})
  void aCertificateOfTheOriginalLimitsWhatIsSigned(String type) throws Exception {
    vector(type, "user.pem", "team.req");
    generate();
    Run run = run("sign", path("user.pem"), path("db"), path("ca.key"), path("team.req"));
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("the private key is not that of the certificate"), run.err());
    ok("add-policy", "large", "17", "--cpu=0", "--csr");
    Run larger = run("sign", path("user.pem"), path("db"), path("ca.key"), path("large.req"));
    assertEquals(123, larger.exitCode());
    assertTrue(larger.err().contains("allows 16 unikernels"), larger.err());
  }
}
