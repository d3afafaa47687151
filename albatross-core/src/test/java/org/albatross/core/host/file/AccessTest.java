package org.albatross.core.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.albatross.core.host.HostException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  @TempDir Path directory;
  private Path target;
  private Path link;

  @BeforeEach
  void make() throws IOException {
    target = Files.createFile(directory.resolve("target"));
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r-----"));
    link = Files.createSymbolicLink(directory.resolve("link"), target);
  }

  private static int of(Path file, String what) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:" + what) & 07777;
  }

  @Test
  void ofAFileTheModeIsSetWhatEverKindItIs() throws Exception {
    Path fifo = directory.resolve("fifo");
    Fifo.make(fifo);
    for (Path file : new Path[] {target, directory, fifo}) {
      Access.set(file, of(file, "uid"), of(file, "gid"), 0710);
      assertEquals(0710, of(file, "mode"), file.toString());
    }
  }

  @Test
  void whatALinkLeadsToKeepsItsMode() throws Exception {
    assertThrows(HostException.class, () -> Access.setMode(link, 0666));
    assertEquals(0440, of(target, "mode"));
  }

  @Test
  void aLinkIsRefused() throws Exception {
    String why =
        assertThrows(
                HostException.class,
                () -> Access.set(link, of(target, "uid"), of(target, "gid"), 0666))
            .getMessage();
    assertTrue(why.contains("link is a symbolic link"), why);
    assertEquals(0440, of(target, "mode"));
  }
}
