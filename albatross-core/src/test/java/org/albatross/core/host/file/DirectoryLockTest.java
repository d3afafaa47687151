package org.albatross.core.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.albatross.core.host.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path directory;

  @Test
  void whyADirectoryCannotBeLockedIsSaid() throws Exception {
    Path inTheWay = Files.createDirectory(directory.resolve("albatrossd.lock"));
    HostException failure =
        assertThrows(HostException.class, () -> DirectoryLock.take(directory, "albatrossd"));
    assertEquals(
        "cannot lock %s: Is a directory; give another directory, or its rights".formatted(inTheWay),
        failure.getMessage());
  }

  /** Whose message is the file alone; root, who runs tests, never gets one. */
  @Test
  void thatItIsAMatterOfRightsIsSaid() {
    assertEquals("permission denied", DirectoryLock.reason(new AccessDeniedException("/x")));
  }
}
