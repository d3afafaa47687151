package org.albatross.core.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.albatross.core.host.file.Fifo;
import org.albatross.core.host.file.FifoPoller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a thread that polls: whoever waits for what it brings would wait for ever. */
@Timeout(60)
class PollLoopTest {
  @TempDir Path directory;
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> ended.add(thread.getName() + " " + e.getClass().getSimpleName()));
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void anErrorOfAFifosListenerIsToldAsTheEndOfThePoller() throws Exception {
    Path fifo = directory.resolve("fifo");
    Fifo.make(fifo);
    try (FifoPoller poller = new FifoPoller()) {
      FifoPoller.Listener failing =
          new FifoPoller.Listener() {
            @Override
            public void onBytes(byte[] buffer, int length) {
              throw new OutOfMemoryError();
            }

            @Override
            public void onEnd() {}
          };
      var unused = poller.add(fifo, failing);
      try (OutputStream out = Files.newOutputStream(fifo)) {
        out.write('x');
        assertEquals("fifo-poller OutOfMemoryError", ended.take());
      }
    }
  }
}
