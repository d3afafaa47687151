package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.albatross.core.host.file.Account;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tenders as a user that may do nothing: nobody, which every host has. */
@Alone
class UserIT {
  private static final String USER = "nobody";
  private static final Path TUN = Path.of("/dev/net/tun");

  private Sandbox sandbox;
  private Account account;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Sandbox.isRoot(), "another user needs root");
    account = Account.find(USER).orElseThrow();
    sandbox = new Sandbox();
    sandbox.startConsole();
    sandbox.startAlbatrossd("--unikernel-user", USER);
  }

  @AfterEach
  void close() throws Exception {
    if (Sandbox.isRoot()) {
      sandbox.close();
    }
  }

  private String status(String field) throws IOException {
    Path status = Path.of("/proc/" + sandbox.tenders().get(0).pid() + "/status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  private static String ownerAndMode(Path file) throws IOException {
    return "%s:%s %s"
        .formatted(
            Files.getAttribute(file, "unix:uid"),
            Files.getAttribute(file, "unix:gid"),
            Integer.toOctalString((Integer) Files.getAttribute(file, "unix:mode") & 07777));
  }

  @Test
  void aTenderHasNoRightsNoGroupsAndNoDescriptorsOfAlbatrossd() throws Exception {
    sandbox.client("create", "a", sandbox.image("ticker").toString()).ok();
    Path command = Path.of("/proc/" + sandbox.tenders().get(0).pid() + "/comm");
    Sandbox.eventually("it is the tender", () -> !Sandbox.read(command).strip().equals("setpriv"));
    String user = String.valueOf(account.user());
    assertEquals(String.join("\t", user, user, user, user), status("Uid"));
    assertEquals("", status("Groups"));
    assertEquals("1", status("NoNewPrivs"));
    assertEquals("0000000000000000", status("CapPrm"));
    assertEquals("0000000000000000", status("CapEff"));
    Path descriptors = Path.of("/proc/" + sandbox.tenders().get(0).pid() + "/fd");
    try (Stream<Path> all = Files.list(descriptors)) {
      List<String> targets = all.map(UserIT::target).toList();
      assertFalse(
          targets.stream().anyMatch(each -> each.contains("sock") || each.contains("/db/")),
          targets.toString());
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private Sandbox.Outcome createWithDevices() throws Exception {
    sandbox.client("create-block", "disk", "1").ok();
    String image = sandbox.image("devices").toString();
    return sandbox.client("create", "a", image, "--net", "service", "--block", "storage:disk");
  }

  @Test
  void filesAreOpenToItAndToNobodyElseAndOnlyWhileItRuns() throws Exception {
    int mode = (Integer) Files.getAttribute(TUN, "unix:mode");
    Files.setAttribute(TUN, "unix:mode", 0666);
    try {
      createWithDevices().ok();
      TimeUnit.MILLISECONDS.sleep(500);
      assertEquals(1, sandbox.tenders().size(), sandbox.log("albatrossd"));
      String ids = account.user() + ":" + account.group();
      Path disk = sandbox.db().resolve("block/:disk");
      assertEquals(ids + " 600", ownerAndMode(disk));
      assertEquals("0:" + account.group() + " 710", ownerAndMode(disk.getParent()));
      Path images = sandbox.db().resolve("images");
      assertEquals("0:" + account.group() + " 710", ownerAndMode(images));
      try (Stream<Path> all = Files.list(images)) {
        // The stub tender makes it executable, the real one does not.
        String image = ownerAndMode(all.findFirst().orElseThrow());
        assertTrue(image.startsWith("0:" + account.group() + " 640"), image);
      }
      assertEquals("0:0 600", ownerAndMode(sandbox.db().resolve("manifest.json")));
      assertTrue(sandbox.tapDetails().contains("user " + USER), sandbox.tapDetails());
      sandbox.client("destroy", "a").ok();
      assertEquals("0:0 600", ownerAndMode(disk));
    } finally {
      Files.setAttribute(TUN, "unix:mode", mode & 07777);
    }
  }

  @Test
  void aDeviceOfTheHostThatItMayNotOpenIsNamed() throws Exception {
    int mode = (Integer) Files.getAttribute(TUN, "unix:mode");
    Files.setAttribute(TUN, "unix:mode", 0600);
    try {
      Sandbox.Outcome refused = createWithDevices();
      assertEquals(117, refused.code());
      assertTrue(refused.err().contains("may not open /dev/net/tun"), refused.err());
    } finally {
      Files.setAttribute(TUN, "unix:mode", mode & 07777);
    }
  }

  @Test
  void aUserThatIsNotThereIsSaidAndNothingStarts() throws Exception {
    sandbox.stop("albatrossd");
    List<String> options =
        List.of("--dbdir", sandbox.db().toString(), "--unikernel-user", "no-such-user");
    Process process = sandbox.launch("albatrossd", options);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(123, process.exitValue());
    assertTrue(sandbox.log("albatrossd").contains("there is no user no-such-user"));
  }
}
