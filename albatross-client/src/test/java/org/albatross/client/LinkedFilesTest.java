package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are written to and are none: symbolic links, fifos, directories. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinkedFilesTest extends CertificateFixture {
  private Path link(String name, String target) throws Exception {
    return Files.createSymbolicLink(directory.resolve(name), directory.resolve(target));
  }

  private void assertRefused(Run run, String name) {
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains(path(name) + " is a symbolic link"), run.err());
  }

  @Test
  void aLedgerThatIsALinkIsNotWrittenToByGenerate() throws Exception {
    Path precious = Files.writeString(directory.resolve("precious"), "as it was");
    link("db", "precious");
    assertRefused(run("generate", "ca", path("db")), "db");
    assertEquals("as it was", Files.readString(precious));
    assertEquals(List.of("db", "precious"), files());
  }

  @Test
  void aLedgerThatIsALinkIsNotWrittenToBySign() throws Exception {
    generate();
    ok("info", "--csr");
    String ledger = Files.readString(directory.resolve("db"));
    link("link", "db");
    List<String> before = files();
    Run run = run("sign", path("cacert.pem"), path("link"), path("ca.key"), path("info.req"));
    assertRefused(run, "link");
    assertEquals(ledger, Files.readString(directory.resolve("db")));
    assertEquals(before, files());
  }

  @Test
  void aLedgerIsNotMadeWhereALinkLeads() throws Exception {
    link("db", "elsewhere");
    assertRefused(run("generate", "ca", path("db")), "db");
    assertEquals(List.of("db"), files());
  }

  @Test
  void aLedgerThatIsAFifoIsNotWaitedFor() throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", path("db")).start().waitFor());
    Run run = run("generate", "ca", path("db"));
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains(path("db") + " is there already, and is no regular"), run.err());
    assertEquals(List.of("db"), files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cacert.pem", "server.pem"})
  void aCertificateThatIsALinkIsNotRenewed(String certificate) throws Exception {
    generate();
    Files.move(directory.resolve(certificate), directory.resolve("real"));
    Path link = link(certificate, "real");
    String before = Files.readString(directory.resolve("real"));
    assertRefused(run("generate", "ca", path("db")), certificate);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(before, Files.readString(link));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSignedCertificateDoesNotTakeThePlaceOfALink(boolean leadsSomewhere) throws Exception {
    generate();
    ok("info", "--csr");
    if (leadsSomewhere) {
      assertEquals(0, sign("cacert", "info").exitCode());
      Files.move(directory.resolve("info.pem"), directory.resolve("real"));
    }
    Path link = link("info.pem", "real");
    String ledger = Files.readString(directory.resolve("db"));
    assertRefused(sign("cacert", "info"), "info.pem");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(leadsSomewhere, Files.exists(directory.resolve("real")));
    assertEquals(ledger, Files.readString(directory.resolve("db")));
  }

  @Test
  void aRequestDoesNotTakeThePlaceOfALink() throws Exception {
    Path precious = Files.writeString(directory.resolve("precious"), "as it was");
    Path link = link("info.req", "precious");
    assertRefused(run("info", "--csr"), "info.req");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("as it was", Files.readString(precious));
    assertFalse(files().contains("info.key"), files().toString());
  }

  @Test
  void aKeyIsNotMadeWhereALinkLeads() throws Exception {
    Path link = link("info.key", "elsewhere");
    Run run = run("info", "--csr");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("exists already"), run.err());
    assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    assertEquals(List.of("info.key"), files());
  }

  /** Nothing is written to it. */
  @Test
  void aKeyMayBeReadThroughALink() throws Exception {
    generate();
    Files.createDirectory(directory.resolve("safe"));
    Files.move(directory.resolve("ca.key"), directory.resolve("safe/ca.key"));
    link("ca.key", "safe/ca.key");
    ok("generate", "ca", path("db"));
    ok("info", "--csr");
    assertEquals(0, sign("cacert", "info").exitCode());
  }

  @Test
  void aDirectoryMayBeALink() throws Exception {
    Files.createDirectory(directory.resolve("real"));
    link("there", "real");
    ok("generate", "ca", path("there/db"));
    assertTrue(Files.isRegularFile(directory.resolve("real/db")));
  }
}
