package org.albatross.core.host.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.albatross.core.host.Abi;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.host.Native;
import org.albatross.core.host.OpenDescriptors;
import org.albatross.core.host.Recorder;
import org.albatross.core.host.Signals;
import org.albatross.core.host.file.Fifo;
import org.albatross.core.host.file.FifoPoller;
import org.albatross.core.model.unikernel.ExitStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SpawnerIT {
  @TempDir Path directory;
  private final BlockingQueue<ExitStatus> ends = new ArrayBlockingQueue<>(1000);
  private FifoPoller poller;
  private Reaper reaper;
  private Path fifo;
  private Recorder console;
  private SortedSet<Long> cpus;

  @BeforeEach
  void start() throws Exception {
    poller = new FifoPoller();
    reaper = new Reaper();
    fifo = directory.resolve("fifo");
    cpus = new TreeSet<>(List.of(HostFacts.onlineCpuIds().first()));
    console = listen();
  }

  @AfterEach
  void stop() {
    reaper.close();
    poller.close();
  }

  private Recorder listen() throws Exception {
    Fifo.make(fifo);
    Recorder recorder = new Recorder();
    FifoPoller.Handle ignored = poller.add(fifo, recorder);
    return recorder;
  }

  private ExitWatch run(String script) throws Exception {
    return reaper.watch(Spawner.spawn(List.of("/bin/sh", "-c", script), fifo, cpus), ends::add);
  }

  private ExitStatus end() throws InterruptedException {
    ExitStatus status = ends.poll(20, TimeUnit.SECONDS);
    if (status == null) {
      throw new AssertionError("no process ended in time");
    }
    return status;
  }

  @Test
  void outputAndErrorsGoToTheFifo() throws Exception {
    ExitWatch ignored = run("echo out; echo err >&2; echo in >&0");
    assertEquals("out\nerr\nin\n", console.awaitEnd());
    assertEquals(new ExitStatus.Exited(0), end());
  }

  @Test
  void anExitCodeAndASignalAreToldApart() throws Exception {
    ExitWatch ignored = run("exit 143");
    assertEquals(new ExitStatus.Exited(143), end());
    console = listen();
    ExitWatch again = run("kill -TERM $$");
    assertEquals(new ExitStatus.Signalled(15), end());
    assertTrue(again.pid() > 1);
  }

  @Test
  void aChildDiesOfTheSignalsThatItIsSent() throws Exception {
    ExitWatch watch = run("echo up; exec sleep 1000");
    assertEquals("up\n", console.await("up\n"));
    assertTrue(watch.terminate());
    assertEquals(new ExitStatus.Signalled(Signals.SIGTERM), end());
    assertFalse(watch.terminate());
    assertFalse(watch.kill());
    assertFalse(Signals.kill(watch.pid()));
  }

  @Test
  void aChildHasTheThreeDescriptorsOfTheFifoOnly() throws Exception {
    try (Descriptor inherited =
        new Descriptor(Native.LIBC.open(Native.string("/dev/null"), 0, 0))) {
      assertTrue(inherited.number() > 2);
      ExitWatch watch = run("echo up; exec sleep 1000");
      assertEquals("up\n", console.await("up\n"));
      Path target = fifo.toRealPath();
      assertEquals(Map.of("0", target, "1", target, "2", target), descriptors(watch.pid()));
      // That no link was followed when it was opened stays visible, and means nothing any more.
      assertEquals(
          0102001, flags(watch.pid()) & ~Abi.HOST.noFollow(), "write-only, append, nothing else");
      assertTrue(watch.kill());
      assertEquals(new ExitStatus.Signalled(Signals.SIGKILL), end());
    }
  }

  private static int flags(long pid) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/fdinfo/0")).stream()
        .filter(line -> line.startsWith("flags:"))
        .mapToInt(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Path> descriptors(long pid) throws Exception {
    Map<String, Path> found = new HashMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path one : all.toList()) {
        found.put(one.getFileName().toString(), Files.readSymbolicLink(one));
      }
    }
    return found;
  }

  @Test
  void aChildHasDefaultSignalsItsOwnSessionAndPathOnly() throws Exception {
    long pid =
        Spawner.spawn(
            List.of("cat", "/proc/self/status", "/proc/self/stat", "/proc/self/environ"),
            fifo,
            cpus);
    ExitWatch ignored = reaper.watch(pid, ends::add);
    String text = console.awaitEnd();
    assertEquals("0000000000000000", field(text, "SigBlk"));
    // 32 and 33, which glibc keeps for itself and leaves ignored in every process that it spawns.
    assertEquals("0000000180000000", field(text, "SigIgn"));
    assertEquals("0000000000000000", field(text, "SigCgt"));
    assertEquals(cpus.first().toString(), field(text, "Cpus_allowed_list"));
    String[] stat = text.substring(text.indexOf(pid + " (cat) ")).split(" ", 8);
    assertEquals(String.valueOf(pid), stat[4], "process group");
    assertEquals(String.valueOf(pid), stat[5], "session");
    String environment = text.substring(text.lastIndexOf('\n') + 1);
    assertEquals("PATH=" + System.getenv("PATH") + "\0", environment);
  }

  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSpawningThreadIsNotPinnedAfterwards() throws Exception {
    Path status = Path.of("/proc/thread-self/status");
    String before = field(Files.readString(status), "Cpus_allowed");
    ExitWatch ignored = run("exit 0");
    assertEquals(before, field(Files.readString(status), "Cpus_allowed"));
    assertThrows(HostException.class, () -> spawnOn(4000L));
    assertEquals(before, field(Files.readString(status), "Cpus_allowed"));
    assertEquals(new ExitStatus.Exited(0), end());
  }

  private long spawnOn(Long... ids) throws HostException {
    return Spawner.spawn(List.of("/bin/true"), fifo, new TreeSet<>(List.of(ids)));
  }

  @Test
  void cpuIdsThatDoNotExistAreRefusedEvenAmongOthersThatDo() {
    for (Long id : new Long[] {4000L, -1L, 8192L, Long.MAX_VALUE, Long.MIN_VALUE}) {
      HostException e = assertThrows(HostException.class, () -> spawnOn(cpus.first(), id));
      assertTrue(e.getMessage().contains("this host has "), e.getMessage());
      assertTrue(e.getMessage().contains(id.toString()), e.getMessage());
    }
    HostException e = assertThrows(HostException.class, () -> spawnOn());
    assertTrue(e.getMessage().contains("at least one CPU id"), e.getMessage());
  }

  @Test
  void aFailedStartLeavesNoDescriptorAndNoChild() throws Exception {
    long before = OpenDescriptors.count();
    List<String> missing = List.of("/no/such/tender", "--mem=1");
    HostException e = assertThrows(HostException.class, () -> Spawner.spawn(missing, fifo, cpus));
    assertEquals(
        "program \"/no/such/tender\" cannot be started: No such file or directory", e.getMessage());
    assertThrows(
        HostException.class, () -> Spawner.spawn(List.of("/bin/echo", "a\0b"), fifo, cpus));
    assertThrows(HostException.class, () -> spawnOn(4000L));
    OpenDescriptors.awaitAtMost(before);
    assertEquals(List.of(), children());
  }

  @Test
  void withoutAReaderNothingIsStarted() throws Exception {
    Path unread = directory.resolve("unread");
    Fifo.make(unread);
    HostException e =
        assertThrows(HostException.class, () -> Spawner.spawn(List.of("/bin/true"), unread, cpus));
    assertTrue(e.getMessage().contains("albatross-console"), e.getMessage());
    assertEquals(List.of(), children());
  }

  @Test
  void aHundredStartsLeaveNothingBehind() throws Exception {
    long before = OpenDescriptors.count();
    for (int i = 0; i < 100; i++) {
      ExitWatch watch = run("exit " + i);
      assertEquals(new ExitStatus.Exited(i), end());
      assertFalse(watch.kill());
      console.awaitEnd();
      console = listen();
    }
    OpenDescriptors.awaitAtMost(before);
    assertEquals(List.of(), children());
  }

  /** Zombies are among them. */
  private static List<Long> children() {
    List<Long> pids = new ArrayList<>();
    ProcessHandle.current().children().forEach(child -> pids.add(child.pid()));
    return pids;
  }
}
