package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.testkit.pki.BrokenKeys;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not signed, not replaced and not read, and what is said of it. */
class SignRefusalsTest extends CertificateFixture {
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
  void aRequestWithAByteOrderMarkAndBlanksIsSigned() throws Exception {
    generate();
    ok("info", "--csr");
    String text = Files.readString(directory.resolve("info.req"));
    Files.writeString(
        directory.resolve("info.req"), "\uFEFF" + text.replace("-----\n", "----- \r\n"));
    Run run = sign("cacert", "info");
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void aRequestInUtf16IsNamedAsWhatItIs() throws Exception {
    generate();
    ok("info", "--csr");
    String text = Files.readString(directory.resolve("info.req"));
    Files.write(directory.resolve("info.req"), text.getBytes(StandardCharsets.UTF_16));
    Run run = sign("cacert", "info");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("info.req is text in UTF-16"), run.err());
    assertFalse(files().contains("info.pem"), files().toString());
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

  /** The columns: the policy asked for, and why the signer, who has less, refuses it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 --mem 100 --cpu 0 | allows 4 unikernels",
        "4 --mem 201 --cpu 0 | allows 200 MB of memory",
        "4 --mem 100 --cpu 3 | allows the CPU ids 0 and 1",
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
  void aRequestWhoseKeyTheJdkStumblesOverIsRefused() throws Exception {
    generate();
    Files.writeString(
        directory.resolve("odd.req"), BrokenKeys.requestPem(TestCertificate.authority("x")));
    Run run = sign("cacert", "odd");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("its key is broken"), run.err());
  }

  /** The JDK lets an extension that it cannot read pass, where that is not critical. */
  @Test
  void aSignerWhoseKeyIdentifierIsNoneDoesNotSign() throws Exception {
    TestCertificate odd =
        CertificateSpec.ca("ca").extension("2.5.29.14", false, new byte[] {5, 0}).selfSigned();
    TestCertificate.write(directory.resolve("cacert.pem"), odd);
    odd.writeKey(directory.resolve("ca.key"));
    ok("info", "--csr");
    Run run = sign("cacert", "info");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("a subject key identifier that cannot be read"), run.err());
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
    assertTrue(run.err().contains("is not valid: it ended at "), run.err());
    assertTrue(run.err().contains("is the time right on this host?"), run.err());
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
