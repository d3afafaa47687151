package org.albatross.core.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFactsTest {
  @Test
  void aListOfCpusHasNumbersAndRanges() throws Exception {
    assertEquals(Set.of(0L), HostFacts.parseCpuList("0"));
    assertEquals(Set.of(0L, 1L, 2L, 8L, 10L, 11L), HostFacts.parseCpuList("0-2,8,10-11"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1-", "-1", "3-1", "0,,1", "0-9999999999"})
  void anythingElseIsNoListOfCpus(String text) {
    assertThrows(HostException.class, () -> HostFacts.parseCpuList(text));
  }

  @Test
  void theMemoryIsInMegabytes() throws Exception {
    assertEquals(16005, HostFacts.parseMemory("MemTotal:       16389120 kB\nMemFree: 1 kB\n"));
    assertThrows(HostException.class, () -> HostFacts.parseMemory("MemFree: 1 kB\n"));
  }

  @Test
  void thisHostHasCpusMemoryAndAFileSystem() throws Exception {
    assertFalse(HostFacts.onlineCpuIds().isEmpty());
    assertTrue(HostFacts.memoryMegabytes() > 64);
    assertTrue(HostFacts.fileSystemMegabytes(Path.of("/")) > 0);
    assertThrows(
        HostException.class, () -> HostFacts.fileSystemMegabytes(Path.of("/no/such/path")));
  }
}
