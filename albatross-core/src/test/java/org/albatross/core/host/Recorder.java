package org.albatross.core.host;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.albatross.core.host.file.FifoPoller;

/** Keeps what is read from a fifo until its end. */
public final class Recorder implements FifoPoller.Listener {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CountDownLatch end = new CountDownLatch(1);

  @Override
  public synchronized void onBytes(byte[] buffer, int length) {
    bytes.write(buffer, 0, length);
    notifyAll();
  }

  @Override
  public void onEnd() {
    end.countDown();
  }

  public boolean ended() {
    return end.getCount() == 0;
  }

  /** Whether the end comes within some milliseconds. */
  public boolean end(long milliseconds) throws InterruptedException {
    return end.await(milliseconds, TimeUnit.MILLISECONDS);
  }

  public synchronized String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Waits until something was written that contains the text. */
  public synchronized String await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!text().contains(text)) {
      long rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (rest <= 0) {
        throw new AssertionError("not written in time: " + text + ", but: " + text());
      }
      wait(rest);
    }
    return text();
  }

  public String awaitEnd() throws InterruptedException {
    if (!end.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the writer did not end in time, but wrote: " + text());
    }
    return text();
  }
}
