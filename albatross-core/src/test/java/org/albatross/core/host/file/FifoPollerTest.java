package org.albatross.core.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.albatross.core.host.HostException;
import org.albatross.core.host.OpenDescriptors;
import org.albatross.core.host.Recorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FifoPollerTest {
  @TempDir Path directory;
  private FifoPoller poller;

  @BeforeEach
  void start() throws Exception {
    poller = new FifoPoller();
  }

  @AfterEach
  void stop() {
    poller.close();
  }

  private Path fifo(String name) throws Exception {
    Path fifo = directory.resolve(name);
    Fifo.make(fifo);
    return fifo;
  }

  private static void write(Path fifo, String text) throws Exception {
    try (OutputStream out = Files.newOutputStream(fifo)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatIsWrittenIsReadUntilTheLastWriterHasGone() throws Exception {
    Path fifo = fifo("a:b");
    Recorder recorder = new Recorder();
    FifoPoller.Handle ignored = poller.add(fifo, recorder);
    try (OutputStream first = Files.newOutputStream(fifo)) {
      write(fifo, "one\n");
      first.write("two\n".getBytes(StandardCharsets.UTF_8));
      recorder.await("two");
      assertFalse(recorder.ended());
    }
    assertEquals("one\ntwo\n", recorder.awaitEnd());
  }

  @Test
  void aFifoThatNobodyWritesYetHasNoEndAndCostsNothing() throws Exception {
    Recorder recorder = new Recorder();
    Path fifo = fifo("quiet");
    FifoPoller.Handle ignored = poller.add(fifo, recorder);
    write(fifo("other"), poller, "warm up");
    long id = threadId();
    long before = ManagementFactory.getThreadMXBean().getThreadCpuTime(id);
    assertFalse(recorder.end(300));
    long used = ManagementFactory.getThreadMXBean().getThreadCpuTime(id) - before;
    assertTrue(used < TimeUnit.MILLISECONDS.toNanos(30), "spun for ns: " + used);
    write(fifo, "late");
    assertEquals("late", recorder.awaitEnd());
  }

  private static void write(Path fifo, FifoPoller poller, String text) throws Exception {
    Recorder recorder = new Recorder();
    FifoPoller.Handle ignored = poller.add(fifo, recorder);
    write(fifo, text);
    assertEquals(text, recorder.awaitEnd());
  }

  private static long threadId() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("fifo-poller") && thread.isAlive())
        .mapToLong(Thread::getId)
        .max()
        .orElseThrow();
  }

  @Test
  void manyFifosAreReadAtOnceAndTheirDescriptorsClosed() throws Exception {
    long before = OpenDescriptors.count();
    List<Recorder> recorders = new ArrayList<>();
    List<Path> fifos = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      fifos.add(fifo("f" + i));
      recorders.add(new Recorder());
      FifoPoller.Handle ignored = poller.add(fifos.get(i), recorders.get(i));
    }
    for (int i = 0; i < 300; i++) {
      write(fifos.get(i), "line " + i);
    }
    for (int i = 0; i < 300; i++) {
      assertEquals("line " + i, recorders.get(i).awaitEnd());
    }
    OpenDescriptors.awaitAtMost(before);
  }

  @Test
  void aRemovedFifoIsClosedAndNotReadAnyMore() throws Exception {
    long before = OpenDescriptors.count();
    Recorder recorder = new Recorder();
    Path fifo = fifo("gone");
    FifoPoller.Handle handle = poller.add(fifo, recorder);
    poller.remove(handle);
    poller.remove(handle);
    OpenDescriptors.awaitAtMost(before);
    assertThrows(HostException.class, () -> Fifo.openForWriting(fifo).close());
    assertEquals("", recorder.text());
    assertFalse(recorder.ended());
  }

  @Test
  void aListenerThatFailsLosesItsFifoButNotTheOthers() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Path bad = fifo("bad");
    FifoPoller.Handle ignored =
        poller.add(
            bad,
            new FifoPoller.Listener() {
              @Override
              public void onBytes(byte[] buffer, int length) {
                throw new IllegalStateException("a bug, on purpose");
              }

              @Override
              public void onEnd() {
                ended.countDown();
                throw new IllegalStateException("another one");
              }
            });
    write(bad, "x");
    assertTrue(ended.await(20, TimeUnit.SECONDS));
    write(fifo("good"), poller, "still here");
  }

  @Test
  void allBytesOfAMegabyteArriveInOrder() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 1 << 20; i++) {
      text.append(i).append('\n');
    }
    write(fifo("big"), poller, text.toString());
  }

  @Test
  void aClosedPollerLeavesNoDescriptorAndTakesNoFifo() throws Exception {
    long before = OpenDescriptors.count();
    FifoPoller other = new FifoPoller();
    FifoPoller.Handle ignored = other.add(fifo("one"), new Recorder());
    other.close();
    assertThrows(IllegalStateException.class, () -> other.add(fifo("two"), new Recorder()));
    OpenDescriptors.awaitAtMost(before);
  }

  @Test
  void onlyAFifoIsRead() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThrows(HostException.class, () -> poller.add(file, new Recorder()));
    assertThrows(
        HostException.class, () -> poller.add(directory.resolve("nothing"), new Recorder()));
  }
}
