package org.albatross.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Floods of many unikernels into the smallest heap, and what another tenant has of it. */
@Timeout(180)
class ConsoleMemoryIT {
  private static final int TICKS = 30;

  @TempDir Path directory;
  private ConsoleProcess console;
  private Peer link;
  private final List<Flood> floods = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    console = ConsoleProcess.startWithHeap(directory, "24m");
    link = console.connect();
  }

  @AfterEach
  void stop() throws Exception {
    for (Flood flood : floods) {
      flood.end();
    }
    for (Peer peer : peers) {
      peer.close();
    }
    link.close();
    console.close();
  }

  private void announce(String name) throws Exception {
    console.makeFifo(name);
    assertEquals(new Success.Empty(), link.add(name, 10_000));
  }

  /** A unikernel that says the same line for as long as the console takes it. */
  private final class Flood {
    private final AtomicLong written = new AtomicLong();
    private final Thread thread;
    private volatile boolean ending;

    Flood(String name, String line) throws Exception {
      announce(name);
      byte[] text =
          (line + "\n").repeat(Math.max(1, 8192 / (line.length() + 1))).getBytes(US_ASCII);
      thread = new Thread(() -> run(name, text), "flood " + name);
      thread.start();
      floods.add(this);
    }

    private void run(String name, byte[] text) {
      try (OutputStream out = console.openFifo(name)) {
        while (!ending) {
          out.write(text);
          written.addAndGet(text.length);
        }
      } catch (IOException e) {
        ending = true; // the console is gone
      }
    }

    long written() {
      return written.get();
    }

    void end() throws Exception {
      ending = true;
      if (!console.isAlive()) {
        return;
      }
      thread.join();
    }
  }

  private Peer subscribe(String name) throws Exception {
    Peer peer = console.connect();
    peers.add(peer);
    peer.subscribe(name, 1024);
    return peer;
  }

  /** One of a unikernel that floods: where many do not read it may have to go at once. */
  private void subscribeToFlood(String name, boolean reads) throws Exception {
    Peer peer = console.connect();
    peers.add(peer);
    peer.send(name, new ConsoleCommand.SubscribeLast(1024));
    if (reads) {
      Thread reader = new Thread(() -> readOn(peer), "reader of " + name);
      reader.setDaemon(true);
      reader.start();
    }
  }

  /** Takes what comes until the connection is closed. */
  private static void readOn(Peer peer) {
    try {
      while (peer.receive().isPresent()) {
        Thread.onSpinWait();
      }
    } catch (IOException | AlbatrossException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void floodAll(int tenants, int unikernels) throws Exception {
    for (int tenant = 0; tenant < tenants; tenant++) {
      for (int i = 0; i < unikernels; i++) {
        String name = "t" + tenant + ":u" + i;
        var unused = new Flood(name, "x".repeat(i % 8 == 6 ? 1 : 600));
        subscribeToFlood(name, i % 8 == 0);
      }
    }
  }

  /** All of what another tenant's unikernel says comes, each line before the next is said. */
  private void tick(String name) throws Exception {
    announce(name);
    Peer peer = subscribe(name);
    try (OutputStream out = console.openFifo(name)) {
      for (int i = 0; i < TICKS; i++) {
        out.write(("tick " + i + "\n").getBytes(US_ASCII));
        assertEquals("tick " + i, peer.line(name).line().toText());
      }
    }
  }

  private void assertWhole() throws Exception {
    assertTrue(console.isAlive(), console.errors());
    assertFalse(console.errors().contains("OutOfMemory"), console.errors());
  }

  private void awaitMegabytes(int each) throws Exception {
    for (Flood flood : floods) {
      ConsoleProcess.await(() -> flood.written() > ((long) each << 20) || !console.isAlive());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 40})
  void floodsOfOneTenantLeaveASmallHeapStandingAndAnothersLinesCome(int count) throws Exception {
    floodAll(1, count);
    tick("other:tick");
    awaitMegabytes(1);
    assertWhole();
    tick("other:tock");
    // What a tenant that has little keeps is not what gives way.
    try (Peer later = console.connect()) {
      later.subscribe("other:tick", 1024);
      for (int i = 0; i < TICKS; i++) {
        assertEquals("tick " + i, later.line("other:tick").line().toText());
      }
    }
    assertWhole();
  }

  @Test
  void manyTenantsThatFloodLeaveASmallHeapStanding() throws Exception {
    floodAll(16, 6);
    awaitMegabytes(1);
    tick("other:tick");
    assertWhole();
  }
}
