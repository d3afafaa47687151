package org.albatross.core.host.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.host.OpenDescriptors;
import org.albatross.core.host.file.Fifo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways of waiting: by descriptors as on Linux, and with threads as elsewhere. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ReaperIT {
  @TempDir Path directory;
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private Descriptor reader;
  private Path fifo;

  @BeforeEach
  void start() throws Exception {
    fifo = directory.resolve("fifo");
    Fifo.make(fifo);
    reader = Fifo.openForReading(fifo);
  }

  @AfterEach
  void stop() {
    reader.close();
  }

  private long spawn(String script) throws Exception {
    return Spawner.spawn(
        List.of("/bin/sh", "-c", script),
        fifo,
        new TreeSet<>(List.of(HostFacts.onlineCpuIds().first())));
  }

  private String end() throws InterruptedException {
    return ends.poll(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChildThatHasEndedBeforeItIsWatchedIsReaped(boolean byDescriptor) throws Exception {
    try (Reaper reaper = new Reaper(byDescriptor)) {
      long pid = spawn("exit 7");
      awaitZombie(pid);
      ExitWatch watch = reaper.watch(pid, status -> ends.add(status.toString()));
      assertEquals("exit code 7", end());
      assertEquals(pid, watch.pid());
      assertTrue(Files.notExists(Path.of("/proc/" + pid)));
    }
  }

  private static void awaitZombie(long pid) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ")) {
      assertTrue(System.nanoTime() < deadline, "no zombie in time");
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyChildrenAreEachToldOnce(boolean byDescriptor) throws Exception {
    long before = OpenDescriptors.count();
    try (Reaper reaper = new Reaper(byDescriptor)) {
      Set<String> expected = new HashSet<>();
      List<ExitWatch> watches = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        int code = i;
        watches.add(reaper.watch(spawn("exec sleep 1000"), s -> ends.add(code + " " + s)));
        expected.add(i + " signal 15 (SIGTERM)");
      }
      for (ExitWatch watch : watches) {
        assertTrue(watch.terminate());
      }
      for (int i = 0; i < 150; i++) {
        String end = end();
        assertTrue(expected.remove(end), "unexpected: " + end);
      }
      assertNull(ends.poll());
    }
    OpenDescriptors.awaitAtMost(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theChildrenOfTheJdkAreLeftToIt(boolean byDescriptor) throws Exception {
    try (Reaper reaper = new Reaper(byDescriptor)) {
      ExitWatch ours = reaper.watch(spawn("exec sleep 1000"), s -> ends.add(s.toString()));
      for (int i = 0; i < 20; i++) {
        assertEquals(i, new ProcessBuilder("/bin/sh", "-c", "exit " + i).start().waitFor());
      }
      assertTrue(ours.kill());
      assertEquals("signal 9 (SIGKILL)", end());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallbackThatFailsDoesNotEndTheReaper(boolean byDescriptor) throws Exception {
    try (Reaper reaper = new Reaper(byDescriptor)) {
      ExitWatch bad =
          reaper.watch(
              spawn("exit 1"),
              status -> {
                ends.add("bad");
                throw new IllegalStateException("a bug, on purpose");
              });
      assertEquals("bad", end());
      ExitWatch good = reaper.watch(spawn("exit 2"), status -> ends.add(status.toString()));
      assertEquals("exit code 2", end());
      assertTrue(bad.pid() != good.pid());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyAChildCanBeWatched(boolean byDescriptor) throws Exception {
    try (Reaper reaper = new Reaper(byDescriptor)) {
      HostException e =
          assertThrows(HostException.class, () -> reaper.watch(1, status -> ends.add("no")));
      assertTrue(e.getMessage().contains("No child processes"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waitingCostsNothing(boolean byDescriptor) throws Exception {
    try (Reaper reaper = new Reaper(byDescriptor)) {
      ExitWatch watch = reaper.watch(spawn("exec sleep 1000"), s -> ends.add(s.toString()));
      long foreign = spawn("exit 0");
      awaitZombie(foreign);
      long before = cpuTime();
      assertNull(ends.poll(300, TimeUnit.MILLISECONDS));
      long used = cpuTime() - before;
      assertTrue(used < TimeUnit.MILLISECONDS.toNanos(30), "spun for ns: " + used);
      assertTrue(watch.kill());
      assertEquals("signal 9 (SIGKILL)", end());
      ExitWatch other = reaper.watch(foreign, s -> ends.add(s.toString()));
      assertEquals("exit code 0", end());
      assertEquals(foreign, other.pid());
    }
  }

  private static long cpuTime() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("reaper"))
        .mapToLong(t -> ManagementFactory.getThreadMXBean().getThreadCpuTime(t.getId()))
        .sum();
  }

  /** Otherwise no end would be learnt of any more, or that of one child, and nobody would know. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anErrorWhereAnEndIsToldIsTheEndOfTheThread(boolean byDescriptor) throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> ends.add(thread.getName() + " " + e.getClass().getSimpleName()));
    try (Reaper reaper = new Reaper(byDescriptor)) {
      long pid = spawn("exec sleep 1000");
      ExitWatch watch =
          reaper.watch(
              pid,
              status -> {
                throw new StackOverflowError();
              });
      assertTrue(watch.kill());
      assertEquals((byDescriptor ? "reaper" : "reaper-" + pid) + " StackOverflowError", end());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
