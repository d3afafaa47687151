package org.albatross.core.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
  @TempDir Path directory;

  @Test
  void aFileSystemHasTheSizeThatItsMountPointSays() throws Exception {
    assertEquals(Files.getFileStore(directory).getTotalSpace(), DiskSpace.total(directory));
    long usable = DiskSpace.usable(directory);
    assertTrue(usable > 0 && usable <= DiskSpace.total(directory));
  }

  @Test
  void whatIsNotThereHasNoRoomThatCouldBeTold() {
    Path gone = directory.resolve("gone");
    assertThrows(HostException.class, () -> DiskSpace.total(gone));
    HostException e = assertThrows(HostException.class, () -> DiskSpace.usable(gone));
    assertTrue(e.getMessage().contains(gone.toString()), e.getMessage());
  }
}
