package org.albatross.core.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
  @TempDir Path directory;

  @Test
  void aDescriptorGetsAnotherNumberAndIsClosedOnExecOnDemand() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (Descriptor from = Descriptor.open(file.toString(), Abi.O_RDONLY, "test")) {
      int to = 700;
      Descriptors.duplicate(from.number(), to);
      Path shown = Path.of("/proc/self/fd/" + to);
      assertEquals(file.toRealPath(), Files.readSymbolicLink(shown));
      assertFalse(closesOnExec(to));
      Descriptors.setCloseOnExec(to);
      assertTrue(closesOnExec(to));
      Descriptors.close(to);
      assertTrue(Files.notExists(shown));
    }
  }

  private static boolean closesOnExec(int descriptor) throws Exception {
    // O_CLOEXEC, shown in octal.
    return Files.readString(Path.of("/proc/self/fdinfo/" + descriptor)).contains("flags:\t02");
  }

  @Test
  void aDescriptorThatIsNotOpenIsAnError() {
    HostException e = assertThrows(HostException.class, () -> Descriptors.duplicate(9999, 0));
    assertTrue(e.getMessage().contains("Bad file descriptor"), e.getMessage());
    assertThrows(HostException.class, () -> Descriptors.setCloseOnExec(9999));
  }

  private static int socket(int type) {
    return Native.LIBC.socket(2, type, 0);
  }

  @Test
  void onlyAStreamSocketThatListensIsAcceptedFrom() throws Exception {
    try (Descriptor silent = new Descriptor(socket(1));
        Descriptor datagrams = new Descriptor(socket(2));
        Descriptor file = Descriptor.open("/dev/null", Abi.O_RDONLY, "test")) {
      assertEquals("does not listen", Descriptors.whyNoListener(silent.number()).orElseThrow());
      assertEquals(
          "is no stream socket", Descriptors.whyNoListener(datagrams.number()).orElseThrow());
      assertEquals("is no open socket", Descriptors.whyNoListener(file.number()).orElseThrow());
      assertEquals("is no open socket", Descriptors.whyNoListener(9999).orElseThrow());
      assertEquals(0, Native.LIBC.listen(silent.number(), 1));
      assertEquals(Optional.empty(), Descriptors.whyNoListener(silent.number()));
    }
  }
}
