package org.albatross.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Floods, slow readers and many unikernels. The console has a heap of 64 MB. */
@Timeout(120)
class ConsoleLoadIT {
  /** What the heap, the code and the JVM's own may take, in kB. */
  private static final long MOST_MEMORY = 200_000;

  @TempDir Path directory;
  private ConsoleProcess console;
  private Peer link;

  @BeforeEach
  void start() throws Exception {
    console = ConsoleProcess.start(directory, "--max-subscribers", "2");
    link = console.connect();
  }

  @AfterEach
  void stop() throws Exception {
    assertTrue(console.isAlive(), console.errors());
    link.close();
    console.close();
  }

  private void announce(String name) throws Exception {
    console.makeFifo(name);
    assertEquals(new Success.Empty(), link.add(name, 10_000));
  }

  /** A unikernel that says numbered lines as fast as it can. */
  private CompletableFuture<Void> flood(String name, int lines) {
    return CompletableFuture.runAsync(
        () -> {
          try (OutputStream out = console.openFifo(name)) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines; i++) {
              text.append("a line of forty bytes, number ").append(i).append('\n');
              if (text.length() > 30_000) {
                out.write(text.toString().getBytes(US_ASCII));
                text.setLength(0);
              }
            }
            out.write(text.toString().getBytes(US_ASCII));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void readFlood(Peer client, String name, int lines) throws Exception {
    for (int i = 0; i < lines; i++) {
      assertEquals("a line of forty bytes, number " + i, client.line(name).line().toText());
    }
  }

  @Test
  void whoReadsLosesNothingOfAFlood() throws Exception {
    announce(":flood");
    try (Peer one = console.connect();
        Peer two = console.connect()) {
      one.subscribe(":flood", 0);
      two.subscribe(":flood", 0);
      CompletableFuture<Void> flood = flood(":flood", 300_000);
      CompletableFuture<Void> second =
          CompletableFuture.runAsync(
              () -> {
                try {
                  readFlood(two, ":flood", 300_000);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      readFlood(one, ":flood", 300_000);
      second.get(60, TimeUnit.SECONDS);
      flood.get(60, TimeUnit.SECONDS);
    }
    assertTrue(console.privateMemory() < MOST_MEMORY, console.privateMemory() + " kB");
  }

  @Test
  void whoDoesNotReadIsDisconnectedAndTheOthersGoOn() throws Exception {
    announce(":flood");
    announce(":quiet");
    try (Peer idle = console.connect();
        Peer reading = console.connect();
        Peer other = console.connect();
        OutputStream quiet = console.openFifo(":quiet")) {
      idle.subscribe(":flood", 0);
      reading.subscribe(":flood", 0);
      other.subscribe(":quiet", 0);
      CompletableFuture<Void> flood = flood(":flood", 400_000);
      CompletableFuture<Long> slowest = CompletableFuture.supplyAsync(() -> slowest(quiet, other));
      readFlood(reading, ":flood", 400_000);
      flood.get(60, TimeUnit.SECONDS);
      assertTrue(slowest.get() < TimeUnit.SECONDS.toNanos(1), slowest.get() + " ns");
      assertTrue(idle.isClosed());
    }
    assertTrue(console.privateMemory() < MOST_MEMORY, console.privateMemory() + " kB");
    assertTrue(console.errors().contains("it does not read"), console.errors());
  }

  /** How long the slowest of some lines took from a unikernel to its subscriber, in ns. */
  private static long slowest(OutputStream unikernel, Peer client) {
    long slowest = 0;
    try {
      for (int i = 0; i < 100; i++) {
        long start = System.nanoTime();
        unikernel.write("tick\n".getBytes(US_ASCII));
        client.line(":quiet");
        slowest = Math.max(slowest, System.nanoTime() - start);
        TimeUnit.MILLISECONDS.sleep(15);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return slowest;
  }

  @Test
  void manyWhoDoNotReadTogetherTakeAPartOfTheHeap() throws Exception {
    List<Peer> idle = new ArrayList<>();
    List<CompletableFuture<Void>> floods = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      announce(":flood" + i);
      Peer client = console.connect();
      client.subscribe(":flood" + i, 0);
      idle.add(client);
      floods.add(flood(":flood" + i, 60_000));
    }
    for (CompletableFuture<Void> flood : floods) {
      flood.get(60, TimeUnit.SECONDS);
    }
    for (Peer client : idle) {
      client.close();
    }
    assertTrue(console.privateMemory() < MOST_MEMORY, console.privateMemory() + " kB");
    announce(":after");
    assertFalse(console.errors().contains("OutOfMemory"), console.errors());
  }

  @Test
  void aThousandSilentUnikernelsTakeNoProcessorTime() throws Exception {
    List<OutputStream> unikernels = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      announce(":u" + i);
      if (i % 2 == 0) {
        unikernels.add(console.openFifo(":u" + i));
      }
    }
    long before = console.ticks();
    TimeUnit.SECONDS.sleep(3);
    long taken = console.ticks() - before;
    assertTrue(taken <= 6, taken + " ticks of 10 ms in 3 s");
    for (OutputStream unikernel : unikernels) {
      unikernel.close();
    }
    ConsoleProcess.await(
        () -> {
          try (Peer client = console.connect()) {
            return client.inactive(":").size() == 500;
          }
        });
  }
}
