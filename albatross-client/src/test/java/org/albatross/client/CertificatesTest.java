package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.ConsoleCommand;
import org.albatross.core.model.PolicyCommand;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ClientChain;
import org.albatross.core.tls.PemFiles;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.Zlib;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, requests and certificates: what the commands make, and what they refuse. */
class CertificatesTest {
  private static final String AUTHORITY_USAGE =
      "Digital Signature, Non Repudiation, Certificate Sign, CRL Sign";

  @TempDir Path directory;

  private String path(String file) {
    return directory.resolve(file).toString();
  }

  private Run run(String... line) {
    return Run.in(directory, line);
  }

  private Run ok(String... line) {
    Run run = run(line);
    assertEquals(0, run.exitCode(), run.err());
    return run;
  }

  private Run sign(String signer, String request, String... more) {
    String[] line = new String[5 + more.length];
    line[0] = "sign";
    line[1] = path(signer + ".pem");
    line[2] = path("db");
    line[3] = path((signer.equals("cacert") ? "ca" : signer) + ".key");
    line[4] = path(request + ".req");
    System.arraycopy(more, 0, line, 5, more.length);
    return run(line);
  }

  private void generate() {
    ok("generate", "ca", path("db"));
  }

  /** A policy for 4 unikernels, asked for and signed. */
  private void policy(String name, String signer, String... options) {
    List<String> line = new ArrayList<>(List.of("add-policy", name, "4", "--csr"));
    line.addAll(List.of(options));
    ok(line.toArray(String[]::new));
    assertEquals(0, sign(signer, name).exitCode());
  }

  private List<X509Certificate> certificates(String file) throws Exception {
    return PemFiles.certificates(directory.resolve(file));
  }

  private List<String> files() throws Exception {
    try (var list = Files.list(directory)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertValidFor(Duration validity, X509Certificate certificate) {
    Instant begin = certificate.getNotBefore().toInstant();
    assertEquals(
        validity.plusSeconds(10), Duration.between(begin, certificate.getNotAfter().toInstant()));
    long age = Duration.between(begin, Instant.now()).toSeconds();
    assertTrue(age >= 10 && age < 60, "from " + begin);
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
  void aCaHasWhatTheContractSays() throws Exception {
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
  void aServersCertificateHasWhatTheContractSays() throws Exception {
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
  void theCertificateOfAnotherCaIsNotReplaced() throws Exception {
    generate();
    byte[] before = Files.readAllBytes(directory.resolve("cacert.pem"));
    Run run = run("generate", "second", path("db"), "--server=another");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("is for another key"), run.err());
    assertEquals(
        Bytes.wrap(before), Bytes.wrap(Files.readAllBytes(directory.resolve("cacert.pem"))));
    assertFalse(files().contains("second.key"), files().toString());
    assertFalse(files().contains("another.key"), files().toString());
  }

  @Test
  void aDatabaseThatCannotBeWrittenLeavesNothingBehind() throws Exception {
    Run run = run("generate", "ca", path("none/db"));
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("cannot write the database"), run.err());
    assertEquals(List.of(), files());
    generate();
    ok("info", "--csr");
    List<String> before = files();
    Run signed =
        run("sign", path("cacert.pem"), directory.toString(), path("ca.key"), path("info.req"));
    assertEquals(123, signed.exitCode(), signed.err());
    assertEquals(before, files());
  }

  @Test
  void aRequestThatFailsLeavesNoKey() throws Exception {
    byte[] zeros = new byte[(1 << 24) + 1];
    Files.write(directory.resolve("image"), zeros);
    Run run = run("create", "hello", path("image"), "--csr", "--compression-level=0");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("create with --destination"), run.err());
    assertEquals(List.of("image"), files());
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

  /** The columns: the policy asked for, and why the signer, who has less, refuses it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 --mem 100 --cpu 0 | allows 4 unikernels",
        "4 --mem 201 --cpu 0 | allows 200 MB of memory",
        "4 --mem 100 --cpu 3 | allows the CPU ids [0, 1]",
        "4 --mem 100 --cpu 0 --block 11 | allows 10 MB of block devices",
        "4 --mem 100 --cpu 0 --bridge other | does not allow the bridge \"other\"",
      })
  void aPolicyLargerThanTheSignersIsRefused(String asked, String expected) throws Exception {
    generate();
    policy("user", "cacert", "--mem=200", "--cpu=0", "--cpu=1", "--block=10", "--bridge=service");
    ok(("add-policy team " + asked.trim() + " --csr").split(" "));
    Run run = sign("user", "team");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains(expected), run.err());
    assertFalse(files().contains("team.pem"));
  }

  @Test
  void aUnikernelThatTheSignersPolicyDoesNotAllowIsRefused() throws Exception {
    generate();
    policy("user", "cacert", "--mem=200", "--cpu=0");
    Files.write(directory.resolve("image"), new byte[100]);
    ok("create", "hello", path("image"), "--mem=201", "--csr");
    Run run = sign("user", "hello");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("the policy of user: allows 200 MB"), run.err());
  }

  @Test
  void aLeafDoesNotSign() throws Exception {
    generate();
    ok("info", "--csr");
    assertEquals(0, sign("cacert", "info").exitCode());
    ok("destroy", "hello", "--csr");
    Run run = sign("info", "hello");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("may not sign others"), run.err());
  }

  @Test
  void anExpiredSignerDoesNotSign() throws Exception {
    Instant now = Instant.now();
    TestCertificate old =
        CertificateSpec.ca("ca").valid(now.minusSeconds(99), now.minusSeconds(9)).selfSigned();
    TestCertificate.write(directory.resolve("cacert.pem"), old);
    old.writeKey(directory.resolve("ca.key"));
    ok("info", "--csr");
    Run run = sign("cacert", "info");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("not now"), run.err());
  }

  @Test
  void commandsThatEndpointsRefuseAreSignedWithAWarning() throws Exception {
    generate();
    ok("remove-policy", "-p", "user", "--csr");
    Run run = sign("cacert", "user");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("endpoints refuse this command"), run.err());
  }

  @Test
  void aKeyFileThatHoldsACertificateLeadsToTheKeyBesideIt() throws Exception {
    generate();
    policy("user", "cacert", "--cpu=0");
    ok("info", "--csr");
    Run run = run("sign", path("user.pem"), path("db"), path("user.pem"), path("info.req"));
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("using the key " + path("user.key")), run.err());
    Run none = run("sign", path("cacert.pem"), path("db"), path("cacert.pem"), path("info.req"));
    assertEquals(123, none.exitCode());
    assertTrue(none.err().contains("holds a certificate and no key"), none.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cacert", "server", "user"})
  void aRequestDoesNotReplaceTheCertificateOfSomebodyElse(String name) throws Exception {
    generate();
    policy("user", "cacert", "--cpu=0");
    byte[] before = Files.readAllBytes(directory.resolve(name + ".pem"));
    Files.createDirectory(directory.resolve("evil"));
    assertEquals(0, Run.in(directory.resolve("evil"), "destroy", name, "--csr").exitCode());
    Files.copy(directory.resolve("evil/" + name + ".req"), directory.resolve("evil.req"));
    Run run = sign("user", "evil");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("holds another certificate"), run.err());
    assertEquals(
        Bytes.wrap(before), Bytes.wrap(Files.readAllBytes(directory.resolve(name + ".pem"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/b", "a:b", "a b", "-x", "ä"})
  void aNameThatIsNoLabelReachesNoFile(String name) throws Exception {
    generate();
    OpenSsl.run(
        directory,
        "req",
        "-new",
        "-utf8",
        "-newkey",
        "ed25519",
        "-nodes",
        "-keyout",
        "k",
        "-out",
        "evil.req",
        "-subj",
        "/CN=" + name.replace("/", "\\/"));
    Run run = sign("cacert", "evil");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("in the name"), run.err());
  }

  @Test
  void brokenRequestsAreExplained() throws Exception {
    generate();
    ok("info", "--csr");
    String good = Files.readString(directory.resolve("info.req"));
    for (String broken :
        List.of(
            "",
            "nonsense",
            good.substring(0, good.length() / 2),
            good.replace("REQUEST", "PARTY"),
            good.replaceFirst("\n[A-Za-z0-9]{8}", "\n@@@@@@@@"),
            good.replaceFirst("\n[A-Za-z0-9]{8}", "\nAAAAAAAA"),
            Files.readString(directory.resolve("server.pem")))) {
      Files.writeString(directory.resolve("broken.req"), broken);
      Run run = sign("cacert", "broken");
      assertEquals(123, run.exitCode(), broken + run.err());
      assertTrue(run.err().contains("broken.req"), run.err());
      assertFalse(run.err().contains("internal error"), run.err());
    }
  }

  @Test
  void aRequestWhoseSignatureIsOfAnotherKeyIsRefused() throws Exception {
    generate();
    ok("info", "--csr");
    String text = Files.readString(directory.resolve("info.req"));
    byte[] encoded =
        java.util.Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    encoded[encoded.length - 1] ^= 1;
    Files.writeString(
        directory.resolve("info.req"),
        "-----BEGIN CERTIFICATE REQUEST-----\n"
            + java.util.Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END CERTIFICATE REQUEST-----\n");
    Run run = sign("cacert", "info");
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("its signature was not made with the key"), run.err());
  }

  @Test
  void brokenKeysAndCertificatesAreExplained() throws Exception {
    generate();
    ok("info", "--csr");
    OpenSsl.run(
        directory, "pkcs8", "-topk8", "-in", "ca.key", "-out", "locked.key", "-passout", "pass:x");
    Files.writeString(directory.resolve("empty"), "");
    Files.writeString(directory.resolve("text"), "hello\n");
    for (String key : List.of("locked.key", "empty", "text", "none", "db")) {
      Run run = run("sign", path("cacert.pem"), path("db"), path(key), path("info.req"));
      assertEquals(123, run.exitCode(), key + run.err());
      assertTrue(run.err().contains(path(key)), run.err());
      Run certificate = run("sign", path(key), path("db"), path("ca.key"), path("info.req"));
      assertEquals(123, certificate.exitCode(), key + certificate.err());
      assertTrue(certificate.err().contains(path(key)), certificate.err());
    }
    Run other = run("sign", path("cacert.pem"), path("db"), path("server.key"), path("info.req"));
    assertEquals(123, other.exitCode());
    assertTrue(other.err().contains("the private key is not that"), other.err());
  }

  /** The columns: the line, and what the error says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "generate ca | DB is missing",
        "generate a/b db | only letters",
        "generate ca db --server ca | the server cannot be called ca",
        "generate ca db --server cacert | the server cannot be called cacert",
        "generate ca db --days 0 | --days wants",
        "generate ca db --days 9999999 | --days wants",
        "generate ca db --key-type dsa | --key-type wants",
        "sign a b c | CSR is missing",
        "certificate a b | --destination is missing",
        "certificate a | KEY is missing",
        "certificate a b c -d h --server-ca x | exclude each other",
        "add-policy a:b 1 --csr | a remote name has no path",
        "destroy a:b --csr | a remote name has no path",
        "create-block disk 1 --data pom.xml --csr | a certificate carries one command",
        "info --csr --socket x | exclude each other",
        "info --csr --key-type x | --key-type wants",
      })
  void wrongLinesAreExplained(String line, String expected) throws Exception {
    Run run = run(line.trim().split(" "));
    assertEquals(124, run.exitCode(), run.err());
    assertTrue(run.err().contains(expected), run.err());
    assertEquals(List.of(), files());
  }
}
