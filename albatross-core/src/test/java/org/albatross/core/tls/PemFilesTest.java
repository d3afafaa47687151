package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.albatross.core.model.AlbatrossException;
import org.albatross.testkit.pki.BrokenKeys;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates in files, and what is said of files that hold none. */
final class PemFilesTest {
  @TempDir private Path directory;
  private final TestCertificate ca = TestCertificate.authority("ca");
  private final TestCertificate user = Chains.user();

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "file", ".pem"), text);
  }

  private static void assertSays(String what, org.junit.jupiter.api.function.Executable read) {
    String message = assertThrows(AlbatrossException.class, read).getMessage();
    assertTrue(message.contains(what), message);
  }

  @Test
  void aFileMayHoldSeveralCertificatesAndOtherText() throws Exception {
    Path both = file("# a comment\n" + user.pem() + "\nsubject: ca\n" + ca.pem());
    assertEquals(List.of(user.certificate(), ca.certificate()), PemFiles.certificates(both));
  }

  @Test
  void linesMayEndAsElsewhere() throws Exception {
    Path file = file(ca.pem().replace("\n", "\r\n"));
    assertEquals(ca.certificate(), PemFiles.certificate(file));
  }

  /** As editors and copies from elsewhere leave them: blanks at the end, byte order marks. */
  @Test
  void blanksAfterBeginAndByteOrderMarksAreNotMinded() throws Exception {
    String mark = "\uFEFF";
    String blanks = (user.pem() + mark + ca.pem()).replace("-----\n", "----- \t\r\n");
    Path both = file(mark + blanks);
    assertEquals(List.of(user.certificate(), ca.certificate()), PemFiles.certificates(both));
    Path key = file(mark + user.keyPem().replace("-----\n", "----- \n"));
    assertEquals(user.keys().getPrivate(), PemFiles.privateKey(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
  void textInUtf16IsNamedAsWhatItIs(String charset) throws Exception {
    for (String mark : List.of("", "\uFEFF")) {
      byte[] text = (mark + user.pem() + user.keyPem()).getBytes(Charset.forName(charset));
      Path file = Files.write(directory.resolve("wide.pem"), text);
      String name = charset.substring(0, 6);
      assertSays("is text in " + name, () -> PemFiles.certificates(file));
      assertSays("iconv -f " + name, () -> PemFiles.privateKey(file));
    }
  }

  @Test
  void oneCertificateIsNotTwo() throws Exception {
    Path both = file(user.pem() + ca.pem());
    assertSays("holds 2 certificates", () -> PemFiles.certificate(both));
  }

  @ParameterizedTest
  @EnumSource
  void keysOfAllKindsAreRead(KeyType type) throws Exception {
    TestCertificate own = CertificateSpec.ca("ca").keyType(type).selfSigned();
    Path certificate = file(own.pem());
    Path key = file(own.keyPem());
    assertEquals(own.keys().getPrivate(), PemFiles.privateKey(key));
    assertTrue(Identity.read(certificate, key).keyFits());
  }

  @Test
  void theKeyOfAnotherCertificateIsNoIdentity() throws Exception {
    Path certificate = file(user.pem());
    Path key = file(ca.keyPem());
    Path other = file(CertificateSpec.ca("x").keyType(KeyType.RSA2048).selfSigned().keyPem());
    assertSays("is not that of the certificate", () -> Identity.read(certificate, key));
    assertSays("is not that of the certificate", () -> Identity.read(certificate, other));
  }

  @Test
  void aFileWithoutWhatIsWantedSaysSo() throws Exception {
    Path certificate = file(user.pem());
    Path key = file(user.keyPem());
    Path empty = file("");
    assertSays("holds no certificate", () -> PemFiles.certificates(key));
    assertSays("holds no private key", () -> PemFiles.privateKey(certificate));
    assertSays("holds no certificate", () -> PemFiles.certificates(empty));
    assertSays("no such file", () -> PemFiles.certificates(directory.resolve("none")));
    assertEquals(true, PemFiles.isCertificateOnly(certificate));
    assertEquals(false, PemFiles.isCertificateOnly(key));
    assertEquals(false, PemFiles.isCertificateOnly(empty));
  }

  @Test
  void brokenFilesSayWhatIsBroken() throws Exception {
    String pem = user.pem();
    Path cut = file(pem.substring(0, pem.length() - 20));
    Path odd = file("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n");
    Path none = file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    Path key = file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertSays("cut short", () -> PemFiles.certificates(cut));
    assertSays("no base64", () -> PemFiles.certificates(odd));
    assertSays("cannot read a certificate", () -> PemFiles.certificates(none));
    assertSays("broken or of no known kind", () -> PemFiles.privateKey(key));
  }

  @Test
  void aCertificateWhoseKeyTheJdkStumblesOverIsRefused() throws Exception {
    Path file = file(BrokenKeys.certificatePem(ca));
    assertSays("cannot read a certificate", () -> PemFiles.certificates(file));
  }

  @Test
  void anEncryptedKeySaysWhatToDo() throws Exception {
    Path key =
        file("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----");
    assertSays("openssl pkcs8 -topk8 -nocrypt", () -> PemFiles.privateKey(key));
  }

  @Test
  void aFileWithoutAnEndIsRefused() {
    Path endless = Path.of("/dev/zero");
    assertSays("has more than 32MiB", () -> PemFiles.certificates(endless));
    assertSays("has more than 32MiB", () -> PemFiles.privateKey(endless));
  }
}
