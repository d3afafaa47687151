package org.albatross.core.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.albatross.core.host.file.Fifo;
import org.albatross.core.host.file.FifoPoller;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.net.EventLoop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A daemon one of whose threads takes what there is not. It never stops by itself. */
@Command(name = "albatross-doomed")
final class Doomed extends DaemonCommand {
  /** All that was taken: of none of it anything can be given free. */
  private static final List<byte[]> TAKEN = new ArrayList<>();

  @Parameters(index = "0")
  private String thread;

  @Parameters(index = "1")
  private String want;

  public static void main(String[] args) {
    DaemonMain.main(new Doomed(), args);
  }

  @Override
  protected Daemon open() {
    return new Daemon() {
      @Override
      public void run() throws AlbatrossException, IOException {
        try (EventLoop loop = new EventLoop()) {
          begin(loop);
          loop.run();
        }
      }

      @Override
      public void stop() {}

      /** What is closed in order waits for a thread that is gone. */
      @Override
      public void close() {
        hang();
      }
    };
  }

  private void begin(EventLoop loop) throws AlbatrossException, IOException {
    switch (thread) {
      case "task" -> loop.execute(this::fail);
      case "timer" -> {
        var unused = loop.schedule(Duration.ofMillis(1), this::fail);
      }
      case "pool" -> {
        Executor pool = Pools.bounded("worker", 1);
        pool.execute(this::fail);
      }
      case "fifo" -> readAFifo();
      default -> new Thread(this::fail, thread).start();
    }
  }

  private void readAFifo() throws AlbatrossException, IOException {
    Path fifo = options().runtimeDirectory().root().resolve("fifo");
    Fifo.make(fifo);
    FifoPoller.Listener listener =
        new FifoPoller.Listener() {
          @Override
          public void onBytes(byte[] buffer, int length) {
            fail();
          }

          @Override
          public void onEnd() {}
        };
    var unused = new FifoPoller().add(fifo, listener);
    try (OutputStream out = Files.newOutputStream(fifo)) {
      out.write('x');
    }
  }

  private void fail() {
    switch (want) {
      case "memory" -> takeAll();
      case "stack" -> deeper(0);
      case "class" -> throw new NoClassDefFoundError("org/albatross/Gone");
      default -> throw new IllegalStateException("a bug, as it has to be in this test");
    }
  }

  /** Large pieces first, then what is left between them, and another takes what is given free. */
  private static void takeAll() {
    Thread greedy = new Thread(Doomed::takeForEver, "greedy");
    greedy.setDaemon(true);
    greedy.start();
    while (true) {
      take(1 << 16);
    }
  }

  private static void takeForEver() {
    while (true) {
      try {
        take(16);
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait();
      }
    }
  }

  private static synchronized void take(int bytes) {
    TAKEN.add(new byte[bytes]);
  }

  private static int deeper(int depth) {
    return depth == Integer.MAX_VALUE ? 0 : deeper(depth + 1) + 1;
  }

  private static void hang() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
