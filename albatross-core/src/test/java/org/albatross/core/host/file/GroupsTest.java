package org.albatross.core.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsTest {
  @TempDir Path directory;

  @Test
  void aGroupThatIsNotThereIsEmpty() throws Exception {
    assertEquals(Optional.empty(), Groups.find("no-such-group-here"));
  }

  @Test
  void aFileIsGivenToAGroup() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    GroupPrincipal own =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS).group();
    GroupPrincipal found = Groups.find(own.getName()).orElseThrow();
    Groups.give(file, found);
    assertEquals(own, found);
  }
}
