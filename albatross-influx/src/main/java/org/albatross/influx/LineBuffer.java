package org.albatross.influx;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lines that wait to be written. When there are too many the oldest go, and are counted.
 * Thread-safe.
 */
final class LineBuffer {
  private final long capacity;
  private final Deque<String> lines = new ArrayDeque<>();
  private long bytes;
  private long dropped;

  /**
   * Nothing waits.
   *
   * @param capacity how many bytes may wait
   */
  LineBuffer(long capacity) {
    this.capacity = capacity;
  }

  /** Adds a line of ASCII, at the cost of the oldest ones. */
  synchronized void add(String line) {
    lines.addLast(line);
    bytes += line.length();
    trim();
    notifyAll();
  }

  private void trim() {
    while (bytes > capacity && !lines.isEmpty()) {
      bytes -= lines.removeFirst().length();
      dropped++;
    }
  }

  /** Waits until there is a line. */
  synchronized void await() throws InterruptedException {
    while (lines.isEmpty()) {
      wait();
    }
  }

  /** Takes the oldest lines, at most so many. */
  synchronized String take(int most) {
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < most && !lines.isEmpty(); i++) {
      String line = lines.removeFirst();
      bytes -= line.length();
      batch.append(line);
    }
    return batch.toString();
  }

  /** Puts back what was taken last and could not be written: it is the oldest. */
  synchronized void putBack(String batch) {
    String[] all = batch.split("(?<=\n)", -1);
    for (int i = all.length - 1; i >= 0; i--) {
      if (!all[i].isEmpty()) {
        lines.addFirst(all[i]);
        bytes += all[i].length();
      }
    }
    trim();
  }

  /** How many were dropped since this was asked last. */
  synchronized long takeDropped() {
    long count = dropped;
    dropped = 0;
    return count;
  }

  synchronized int size() {
    return lines.size();
  }
}
