package org.albatross.core.host.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.albatross.core.host.HostException;
import org.albatross.core.model.message.Stats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of proc(5) that were recorded, with numbers that tell the fields apart. */
@EnabledOnOs(OS.LINUX)
class LinuxUsageTest {
  private static final Path RECORDED =
      Path.of("src/test/resources/org/albatross/core/host/proc").toAbsolutePath();

  @TempDir Path directory;

  private final LinuxUsage usage = new LinuxUsage(RECORDED);

  @Test
  void aTenderIsReadFieldByField() throws Exception {
    ProcessUsage tender = usage.processes(List.of(4321L)).get(4321L);
    assertEquals(
        new Stats.Rusage(
            new Stats.TimeVal(12, 340_000),
            new Stats.TimeVal(0, 560_000),
            1680,
            0,
            0,
            0,
            152,
            2,
            0,
            672,
            16,
            0,
            0,
            0,
            8,
            3),
        tender.rusage());
    assertEquals(
        new Stats.Memory(
            36_179_968,
            411,
            4,
            8260,
            8260,
            12_900_000,
            0,
            new Stats.TimeVal(1_795_610_697 + 1487, 960_000)),
        tender.memory());
  }

  @Test
  void oddNamesAndCountersThatWrapAreReadAndWhatMayNotBeReadIsZero() throws Exception {
    ProcessUsage odd = usage.processes(List.of(4322L)).get(4322L);
    assertEquals(-1, odd.rusage().minflt());
    assertEquals(Long.MIN_VALUE, odd.rusage().majflt());
    assertEquals(-1, odd.memory().vsize());
    assertEquals(-1, odd.memory().rss());
    assertEquals(0, odd.rusage().maxrss());
    assertEquals(0, odd.rusage().inblock());
    assertEquals(Optional.of("a) R (b\n9"), usage.program(4322));
  }

  @Test
  void whatEndedOrWasNeverThereIsLeftOut() throws Exception {
    assertEquals(
        Set.of(4321L), usage.processes(List.of(4321L, 4323L, 9L, Long.MAX_VALUE, -1L)).keySet());
    assertEquals(Optional.of("solo5-spt"), usage.program(4321));
    assertEquals(Optional.empty(), usage.program(4323));
    assertEquals(Optional.empty(), usage.program(-1));
  }

  @Test
  void filesThatAreCutOffOrGarbageAreNoError() throws Exception {
    Files.copy(RECORDED.resolve("stat"), directory.resolve("stat"));
    long pid = 1;
    for (String content : List.of("", ")", "1 (x) S 1", "\0\1\2", "1 (x) S " + "9".repeat(9000))) {
      Path process = Files.createDirectory(directory.resolve(Long.toString(pid++)));
      for (String file : List.of("stat", "statm", "status", "io")) {
        Files.writeString(process.resolve(file), content);
      }
    }
    Map<Long, ProcessUsage> read = new LinuxUsage(directory).processes(List.of(1L, 2L, 3L, 4L, 5L));
    assertEquals(5, read.size());
    assertEquals(0, read.get(3L).memory().vsize());
  }

  @Test
  void withoutTheTimeOfBootThereIsAnError() throws IOException {
    Files.writeString(directory.resolve("stat"), "cpu 1\n");
    HostException e =
        assertThrows(HostException.class, () -> new LinuxUsage(directory).processes(List.of(1L)));
    assertTrue(e.getMessage().contains("btime"), e.getMessage());
  }

  @Test
  void thisProcessIsAsTheJdkSeesIt() throws Exception {
    long pid = ProcessHandle.current().pid();
    ProcessUsage self = new LinuxUsage().processes(List.of(pid)).get(pid);
    long started = ProcessHandle.current().info().startInstant().orElseThrow().getEpochSecond();
    assertTrue(Math.abs(self.memory().start().seconds() - started) <= 2);
    long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
    assertTrue(Math.abs(self.memory().runtime() / 1000 - cpu) < 1000);
    assertTrue(self.rusage().maxrss() * 1024 >= self.memory().rss() * UsageSource.pageSize() / 2);
    assertEquals(Optional.of("java"), new LinuxUsage().program(pid));
  }

  private void record(long pid, long boot, long ticks) throws IOException {
    Path own = Files.createDirectories(directory.resolve(Long.toString(pid)));
    Files.writeString(directory.resolve("stat"), "cpu 1\nbtime " + boot + "\n");
    String stat = Files.readString(RECORDED.resolve("4321/stat"));
    int behind = stat.lastIndexOf(')') + 2;
    String[] words = stat.substring(behind).split(" ", -1);
    words[19] = Long.toString(ticks);
    Files.writeString(own.resolve("stat"), stat.substring(0, behind) + String.join(" ", words));
    for (String file : List.of("statm", "status")) {
      Files.writeString(own.resolve(file), Files.readString(RECORDED.resolve("4321/" + file)));
    }
  }

  private static Stats.TimeVal start(LinuxUsage usage, long pid) throws HostException {
    return usage.processes(List.of(pid)).get(pid).memory().start();
  }

  @Test
  void aClockThatIsSetDoesNotMoveTheStartOfAProcess() throws Exception {
    LinuxUsage own = new LinuxUsage(directory);
    record(7, 1_000_000, 250);
    Stats.TimeVal start = start(own, 7);
    assertEquals(new Stats.TimeVal(1_000_002, 500_000), start);
    record(7, 1_003_600, 250);
    assertEquals(start, start(own, 7));
    record(7, 1_003_600, 350);
    assertEquals(new Stats.TimeVal(1_003_603, 500_000), start(own, 7), "another one with its pid");
  }

  @Test
  void aProcessThatIsThereAndNotShownIsHiddenAndOneThatIsGoneIsNot() throws Exception {
    LinuxUsage own = new LinuxUsage(directory);
    Process child = new ProcessBuilder("sleep", "600").start();
    try {
      assertTrue(own.isHidden(child.pid()));
      assertTrue(!new LinuxUsage().isHidden(child.pid()));
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertTrue(!own.isHidden(child.pid()));
  }
}
