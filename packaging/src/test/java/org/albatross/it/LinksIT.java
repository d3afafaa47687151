package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.albatross.core.host.file.Account;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Symbolic links below the directories of albatrossd, whose tenders run as another user. */
class LinksIT {
  private static final String USER = "nobody";

  private Sandbox sandbox;
  private Path elsewhere;

  @BeforeEach
  void make() throws Exception {
    assumeTrue(Sandbox.isRoot(), "another user needs root");
    sandbox = new Sandbox();
    sandbox.startConsole();
    elsewhere = directory(sandbox.file("elsewhere"));
  }

  @AfterEach
  void close() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private void start() throws Exception {
    sandbox.startAlbatrossd("--unikernel-user", USER);
  }

  private static Path directory(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setAttribute(directory, "unix:mode", 0711);
    return directory;
  }

  private static String ownerAndMode(Path file) throws IOException {
    return "%s:%s %s"
        .formatted(
            Files.getAttribute(file, "unix:uid"),
            Files.getAttribute(file, "unix:gid"),
            Integer.toOctalString((Integer) Files.getAttribute(file, "unix:mode") & 07777));
  }

  private static Path file(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    Files.setAttribute(file, "unix:mode", 0604);
    return file;
  }

  @Test
  void directoriesThatAreLinksOfRootAreUsedAndStayAsTheyAre() throws Exception {
    Files.delete(sandbox.db());
    Path db = directory(elsewhere.resolve("db"));
    Files.createSymbolicLink(sandbox.db(), db);
    Path images = directory(elsewhere.resolve("images"));
    Files.createSymbolicLink(db.resolve("images"), images);
    Path blocks = directory(elsewhere.resolve("block"));
    Files.createSymbolicLink(db.resolve("block"), blocks);
    start();
    sandbox.client("create-block", "disk", "1").ok();
    sandbox.client("create", "a", diskImage(), "--block", "storage:disk").ok();
    assertEquals(1, sandbox.tenders().size());
    for (Path each : List.of(db, images, blocks)) {
      assertEquals("0:0 711", ownerAndMode(each), each.toString());
    }
    sandbox.client("destroy", "a").ok();
    assertEquals("0:0 600", ownerAndMode(blocks.resolve(":disk")));
  }

  private String diskImage() throws IOException {
    Path image = sandbox.file("disk.spt");
    Files.write(image, UnikernelImage.devices(List.of("storage"), List.of()));
    return image.toString();
  }

  @Test
  void aBlockDeviceThatIsALinkLeavesWhatItLeadsToAsItIs() throws Exception {
    Path target = file(elsewhere.resolve("target"), new byte[1 << 20]);
    Files.createDirectories(sandbox.db().resolve("block"));
    Files.createSymbolicLink(sandbox.db().resolve("block/:disk"), target);
    start();
    Sandbox.Outcome outcome = sandbox.client("create", "a", diskImage(), "--block", "storage:disk");
    assertEquals(117, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("disk is a symbolic link"), outcome.err());
    assertEquals(List.of(), sandbox.leftovers());
    sandbox.stop("albatrossd");
    start();
    assertEquals("0:0 604", ownerAndMode(target));
  }

  @Test
  void anImageThatIsALinkIsNotUsedAndLeavesWhatItLeadsToAsItIs() throws Exception {
    start();
    sandbox.client("create", "a", sandbox.image("sleeper").toString()).ok();
    sandbox.stop("albatrossd");
    Path image;
    try (Stream<Path> all = Files.list(sandbox.db().resolve("images"))) {
      image = all.findFirst().orElseThrow();
    }
    Path target = file(elsewhere.resolve("target"), Files.readAllBytes(image));
    Files.delete(image);
    Files.createSymbolicLink(image, target);
    start();
    Sandbox.eventually("it is said", () -> sandbox.log("albatrossd").contains("no regular file"));
    assertEquals("0:0 604", ownerAndMode(target));
    assertEquals(List.of(), sandbox.tenders());
    sandbox.client("create", "a", sandbox.image("sleeper").toString(), "--force").ok();
    assertEquals(1, sandbox.tenders().size());
    assertEquals("0:0 604", ownerAndMode(target));
  }

  @Test
  void aLinkOfAnotherUserIsRefusedBeforeAnythingIsTidiedAway() throws Exception {
    Path target = directory(elsewhere.resolve("target"));
    Path precious = file(target.resolve("incoming-mail"), new byte[1]);
    int user = Account.find(USER).orElseThrow().user();
    // Where albatrossd removes what an earlier one left: images on their way, and fifos.
    for (Path link : List.of(sandbox.db().resolve("images"), sandbox.run().resolve("fifo"))) {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, target);
      Files.setAttribute(link, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      Process process =
          sandbox.launch(
              "albatrossd", List.of("--dbdir", sandbox.db().toString(), "--unikernel-user", USER));
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), link.toString());
      assertEquals(123, process.exitValue());
      String log = sandbox.log("albatrossd");
      assertTrue(log.contains(link + " is a symbolic link of the user"), log);
      assertTrue(Files.exists(precious));
      assertEquals("0:0 711", ownerAndMode(target));
      Files.delete(link);
    }
    Files.createDirectory(sandbox.run().resolve("fifo"));
  }
}
