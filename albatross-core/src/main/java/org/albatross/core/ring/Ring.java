package org.albatross.core.ring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.albatross.core.model.Bytes;

/**
 * The last {@value #CAPACITY} lines of a console (docs/protocol/daemons.md, albatross-console).
 * Takes memory for the lines that it has. Owned by one thread.
 */
public final class Ring {
  public static final int CAPACITY = 1024;
  private static final int FIRST_CAPACITY = 16;

  /** What a place for a line takes, in bytes: two references. */
  private static final int PLACE = 16;

  /** What a line takes beside its own bytes: three objects, and what their sizes are rounded to. */
  private static final int LINE = 64;

  /** What a ring without lines takes, and the name under which it is kept. */
  private static final int SELF = 512;

  private Instant[] times = new Instant[FIRST_CAPACITY];
  private Bytes[] lines = new Bytes[FIRST_CAPACITY];
  private int oldest;
  private int size;
  private long bytes;

  /** A line and when it was read. */
  public record Entry(Instant time, Bytes line) {}

  /** Adds a line; the oldest makes room when the ring is full. */
  public void add(Instant time, Bytes line) {
    if (size == lines.length && size < CAPACITY) {
      grow();
    }
    // The capacity is a power of two.
    int next = oldest + size & lines.length - 1;
    bytes += line.length() - (size < lines.length ? 0 : lines[next].length());
    times[next] = time;
    lines[next] = line;
    if (size < lines.length) {
      size++;
    } else {
      oldest = oldest + 1 & lines.length - 1;
    }
  }

  /** How many lines there are, 0 to {@value #CAPACITY}. */
  public int size() {
    return size;
  }

  /** About how much memory all of it takes. */
  public long bytes() {
    return SELF + bytes + (long) PLACE * lines.length + (long) LINE * size;
  }

  /**
   * Drops the oldest lines, and gives back what they took.
   *
   * @param count at most {@link #size}
   */
  public void drop(int count) {
    int left = size - count;
    int capacity = Math.max(FIRST_CAPACITY, left <= 1 ? 1 : Integer.highestOneBit(left - 1) << 1);
    Instant[] keptTimes = new Instant[capacity];
    Bytes[] keptLines = new Bytes[capacity];
    for (int i = 0; i < size; i++) {
      int index = oldest + i & lines.length - 1;
      if (i < count) {
        bytes -= lines[index].length();
      } else {
        keptTimes[i - count] = times[index];
        keptLines[i - count] = lines[index];
      }
    }
    times = keptTimes;
    lines = keptLines;
    oldest = 0;
    size = left;
  }

  /** The lines that are not older than a time, the oldest first. */
  public List<Entry> since(Instant time) {
    List<Entry> entries = last(size);
    entries.removeIf(entry -> entry.time().isBefore(time));
    return entries;
  }

  /**
   * The last lines, the oldest first.
   *
   * @param count how many at most; none if it is negative
   */
  public List<Entry> last(long count) {
    int taken = (int) Math.max(0, Math.min(count, size));
    List<Entry> entries = new ArrayList<>(taken);
    for (int i = size - taken; i < size; i++) {
      int index = oldest + i & lines.length - 1;
      entries.add(new Entry(times[index], lines[index]));
    }
    return entries;
  }

  private void grow() {
    // Until it has its full capacity none makes room for another: the oldest is at 0.
    times = Arrays.copyOf(times, times.length * 2);
    lines = Arrays.copyOf(lines, lines.length * 2);
  }
}
