package org.albatross.core.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FifoTest {
  @TempDir Path directory;

  @Test
  void aFifoIsReadableByItsGroupOnlyAndWritableByItsOwnerOnly() throws Exception {
    Path fifo = directory.resolve("a:hello");
    Fifo.make(fifo);
    assertEquals(0010640, Files.getAttribute(fifo, "unix:mode", LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aFifoHasTheGroupOfItsDirectoryThoughTheDirectoryDoesNotPassItOn() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "others have no second group");
    GroupPrincipal daemon = Groups.find("daemon").orElseThrow();
    Groups.give(directory, daemon);
    Path fifo = directory.resolve("f");
    Fifo.make(fifo);
    assertEquals(daemon, Groups.of(fifo));
  }

  @Test
  void aStaleFifoIsReplaced() throws Exception {
    Path fifo = directory.resolve("f");
    Fifo.make(fifo);
    try (Descriptor reader = Fifo.openForReading(fifo)) {
      assertTrue(reader.number() > 2);
      Fifo.make(fifo);
      HostException e = assertThrows(HostException.class, () -> Fifo.openForWriting(fifo).close());
      assertTrue(e.getMessage().contains("nobody reads fifo"), e.getMessage());
    }
  }

  @Test
  void anotherFileIsNotReplacedNorWritten() throws Exception {
    Path file = Files.writeString(directory.resolve("f"), "mine");
    assertThrows(HostException.class, () -> Fifo.make(file));
    HostException e = assertThrows(HostException.class, () -> Fifo.openForWriting(file).close());
    assertTrue(e.getMessage().contains("is not a fifo"), e.getMessage());
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aFifoIsRemovedOnceAndThenIsNot() throws Exception {
    Path fifo = directory.resolve("f");
    Fifo.make(fifo);
    Fifo.remove(fifo);
    assertFalse(Files.exists(fifo));
    Fifo.remove(fifo);
  }

  @Test
  void aMissingDirectoryIsNamed() {
    HostException e = assertThrows(HostException.class, () -> Fifo.make(directory.resolve("no/f")));
    assertTrue(e.getMessage().contains("no/f cannot be made: No such file"), e.getMessage());
  }
}
