package org.albatross.core.model.policy;

import static org.albatross.core.model.Names.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.TreeSet;
import org.albatross.core.model.Names;
import org.junit.jupiter.api.Test;

class UsageTest {
  private static Usage usage(List<Long> cpus, long memory, List<String> bridges, String... blocks) {
    return new Usage(
        new TreeSet<>(cpus),
        memory,
        new TreeSet<>(bridges),
        List.of(blocks).stream().map(Names::name).toList());
  }

  @Test
  void whileOneReplacesAnotherBothKeepCpusBridgesAndBlocksAndTheLargerMemoryCounts() {
    Usage old = usage(List.of(0L, 1L), 64, List.of("br0"), "a:x", "a:y");
    Usage fresh = usage(List.of(1L, 2L), 32, List.of("br1", "br0"), "a:y", "a:z");
    assertEquals(
        usage(List.of(0L, 1L, 2L), 64, List.of("br0", "br1"), "a:x", "a:y", "a:z"),
        old.whileReplacedBy(fresh));
    assertEquals(64, fresh.whileReplacedBy(old).memory());
  }

  @Test
  void replacingByTheSameTakesNoMore() {
    Usage usage = usage(List.of(3L), 16, List.of("br"), "a:x");
    assertEquals(usage, usage.whileReplacedBy(usage));
  }

  @Test
  void itDoesNotFollowTheCollectionsItWasMadeOf() {
    TreeSet<Long> cpus = new TreeSet<>(List.of(0L));
    Usage usage = new Usage(cpus, 1, new TreeSet<>(), List.of(name("a:x")));
    cpus.add(1L);
    assertEquals(new TreeSet<>(List.of(0L)), usage.cpuIds());
    assertThrows(UnsupportedOperationException.class, () -> usage.cpuIds().add(2L));
  }
}
