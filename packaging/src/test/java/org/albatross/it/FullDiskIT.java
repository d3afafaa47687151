package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.albatross.core.host.Signals;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a disk without room what is to go goes all the same, and stays away (docs/store.md). */
class FullDiskIT {
  private Sandbox sandbox;
  private SmallDisk disk;

  @BeforeEach
  void make() throws Exception {
    assumeTrue(Sandbox.isRoot(), "a small file system needs root");
    sandbox = new Sandbox();
    sandbox.startConsole();
  }

  @AfterEach
  void close() throws Exception {
    if (disk != null) {
      if (sandbox.daemon("albatrossd") != null) {
        sandbox.stop("albatrossd");
      }
      sandbox.killTenders();
      disk.unmount();
    }
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private void mount(String kind) throws Exception {
    String maker = "mkfs." + kind.split(" ", -1)[0];
    assumeTrue(kind.startsWith("tmpfs") || SmallDisk.canRun(maker), () -> "there is no " + maker);
    Path file = sandbox.file("disk");
    disk =
        switch (kind) {
          case "tmpfs" -> SmallDisk.tmpfs(sandbox.db(), 100_000);
          case "tmpfs without inodes" -> SmallDisk.tmpfs(sandbox.db(), 100);
          case "ext4" -> SmallDisk.inFile(sandbox.db(), file, 16, maker, "-q", "-F");
          case "ext4 without inodes" ->
              SmallDisk.inFile(sandbox.db(), file, 16, maker, "-q", "-F", "-N", "64");
          case "xfs" -> SmallDisk.inFile(sandbox.db(), file, 300, maker, "-q");
          case "btrfs" -> SmallDisk.inFile(sandbox.db(), file, 128, maker, "-q");
          default -> throw new IllegalArgumentException(kind);
        };
    Files.setPosixFilePermissions(
        sandbox.db(), java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
  }

  private void refused(String... line) throws Exception {
    Sandbox.Outcome outcome = sandbox.client(line);
    assertEquals(117, outcome.code(), outcome.err());
    assertTrue(
        outcome.err().contains("No space left") || outcome.err().contains("are missing"),
        outcome.err());
  }

  private void create(String name) throws Exception {
    sandbox.client("create", name, sandbox.image("sleeper").toString()).ok();
  }

  private String info() throws Exception {
    return sandbox.client("info").ok().out();
  }

  private List<String> files(String directory) throws IOException {
    try (Stream<Path> all = Files.list(sandbox.db().resolve(directory))) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  /** What the next start would find. */
  private boolean isKept(String part) {
    try {
      return new ManifestFile(sandbox.db()).read().orElseThrow().toString().contains(part);
    } catch (StoreException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tmpfs", "tmpfs without inodes", "ext4", "ext4 without inodes", "xfs", "btrfs"})
  void whatIsToGoGoesAndDoesNotComeBack(String kind) throws Exception {
    mount(kind);
    sandbox.startAlbatrossd();
    List<String> names = List.of("a:one", "a:two", "b:three", "b:four");
    for (String name : names) {
      create(name);
    }
    sandbox.client("add-policy", "p", "4", "--mem", "64").ok();
    sandbox.client("create-block", "disk", "1").ok();
    for (String name : names) {
      disk.fill();
      refused("create", "c:more", sandbox.image("ticker").toString());
      refused("add-policy", "q", "4", "--mem", "64");
      int before = sandbox.tenders().size();
      sandbox.client("destroy", name).ok();
      assertEquals(before - 1, sandbox.tenders().size());
      sandbox.kill("albatrossd");
      disk.fill();
      sandbox.startAlbatrossd();
      assertFalse(info().contains(name), name);
    }
    assertEquals(List.of(), files("images"));
    disk.fill();
    sandbox.client("remove-policy", "--path", "p").ok();
    disk.fill();
    sandbox.client("destroy-block", "disk").ok();
    sandbox.kill("albatrossd");
    disk.fill();
    sandbox.startAlbatrossd();
    assertFalse(sandbox.client("policy").ok().out().contains("p:"));
    assertEquals(List.of(), files("block"));
    disk.empty();
    create("a:one");
    sandbox.client("add-policy", "p", "4", "--mem", "64").ok();
    disk.fill();
    sandbox.client("destroy", "a:one").ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spare-written", "spare-renamed"})
  void killedWhileItGoesItIsThereOrGoneAndCanGoAgain(String point) throws Exception {
    mount("tmpfs");
    sandbox.startAlbatrossd();
    create("a:one");
    create("a:two");
    sandbox.kill("albatrossd");
    disk.fill();
    Process process = sandbox.launchAlbatrossd("-Dalbatross.crash=" + point);
    Sandbox.eventually("it listens", () -> Files.exists(sandbox.run().resolve("util/vmmd.sock")));
    Sandbox.Outcome unused = sandbox.client("destroy", "a:one");
    assertTrue(process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS), "it is killed");
    sandbox.kill("albatrossd");
    disk.fill();
    assertEquals(point.equals("spare-written"), isKept("one"));
    sandbox.startAlbatrossd();
    if (isKept("one")) {
      sandbox.client("destroy", "a:one").ok();
    }
    sandbox.client("destroy", "a:two").ok();
    assertEquals("no unikernels", info().strip());
  }

  @Test
  void restartingNeedsNoRoomAndWhatCannotBeKeptEndsNothing() throws Exception {
    mount("tmpfs");
    sandbox.startAlbatrossd();
    create("a:one");
    long first = sandbox.tenders().get(0).pid();
    disk.fill();
    refused("restart", "a:one", "--replace-arguments", "--mem", "48");
    assertEquals(first, sandbox.tenders().get(0).pid());
    assertEquals("restarted unikernel", sandbox.client("restart", "a:one").ok().out().strip());
    assertEquals(1, sandbox.tenders().size());
    assertNotEquals(first, sandbox.tenders().get(0).pid());
  }

  @Test
  void oneThatEndsForGoodDoesNotComeBack() throws Exception {
    mount("tmpfs");
    sandbox.startAlbatrossd();
    create("a:one");
    long pid = sandbox.tenders().get(0).pid();
    disk.fill();
    assertTrue(Signals.kill(pid));
    Sandbox.eventually("it is gone from the disk", () -> !isKept("one"));
    sandbox.kill("albatrossd");
    sandbox.startAlbatrossd();
    assertEquals("no unikernels", info().strip());
  }

  @Test
  void anAlbatrossdThatFindsTheDiskFullDestroysToo() throws Exception {
    mount("tmpfs");
    sandbox.startAlbatrossd();
    create("a:one");
    create("a:two");
    create("a:three");
    sandbox.kill("albatrossd");
    // As an albatrossd left it that took no room ahead.
    Files.deleteIfExists(sandbox.db().resolve("manifest.json.spare"));
    disk.fill();
    sandbox.startAlbatrossd();
    for (String name : List.of("a:three", "a:two", "a:one")) {
      disk.fill();
      sandbox.client("destroy", name).ok();
    }
    sandbox.kill("albatrossd");
    sandbox.startAlbatrossd();
    assertEquals("no unikernels", info().strip());
  }
}
