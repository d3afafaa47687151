package org.albatross.core.host.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WholeFileTest {
  @TempDir Path directory;

  @Test
  void aFileOfExactlyTheLimitIsRead() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[1024]);
    assertArrayEquals(new byte[1024], WholeFile.read(file, 1024));
    IOException refused = assertThrows(IOException.class, () -> WholeFile.read(file, 1023));
    assertEquals(file + " has more than 1023 bytes, and more is not read", refused.getMessage());
    assertArrayEquals(new byte[0], WholeFile.read(Files.createFile(directory.resolve("e")), 0));
  }

  @Test
  void aDeviceWithoutAnEndIsRefusedWithTheLimit() {
    IOException refused =
        assertThrows(IOException.class, () -> WholeFile.read(Path.of("/dev/zero"), 1 << 20));
    assertEquals("/dev/zero has more than 1MiB, and more is not read", refused.getMessage());
  }

  @Test
  void theLimitHoldsByteByByteToo() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[] {-1, 2});
    try (InputStream in = WholeFile.open(file, 1)) {
      assertEquals(255, in.read());
      assertThrows(IOException.class, in::read);
    }
    try (InputStream in = WholeFile.open(file, 2)) {
      assertEquals(255, in.read());
      assertEquals(2, in.read());
      assertEquals(-1, in.read());
    }
  }

  @Test
  void aFifoIsRefusedAndNotWaitedFor() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    Path link = Files.createSymbolicLink(directory.resolve("link"), fifo);
    for (Path each : new Path[] {fifo, link}) {
      IOException refused = assertThrows(IOException.class, () -> WholeFile.read(each, 1024));
      assertTrue(refused.getMessage().contains(each + " is a fifo"), refused.getMessage());
    }
  }

  /** As the shell makes one of {@code <(...)}: a descriptor, here another process's. */
  @Test
  void aPipeThatIsOpenAlreadyIsRead() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      try (OutputStream in = sleeper.getOutputStream()) {
        in.write("hello".getBytes(US_ASCII));
      }
      Path pipe = Path.of("/proc/" + sleeper.pid() + "/fd/0");
      assertEquals("hello", new String(WholeFile.read(pipe, 5), US_ASCII));
    } finally {
      sleeper.destroyForcibly();
    }
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    assertThrows(NoSuchFileException.class, () -> WholeFile.read(directory.resolve("none"), 1024));
  }
}
