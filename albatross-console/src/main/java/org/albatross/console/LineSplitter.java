package org.albatross.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.function.Consumer;
import org.albatross.core.model.Bytes;

/**
 * Cuts what a unikernel writes into lines (docs/protocol/daemons.md, albatross-console): at
 * newlines, empty lines dropped. Of a line over {@value #MAX_LINE} bytes the beginning is given as
 * soon as it is known to be too long, with a mark, and the rest dropped until its newline. Not
 * thread-safe.
 */
final class LineSplitter {
  /** The longest line that is kept whole, in bytes without its newline. */
  static final int MAX_LINE = 512;

  private static final byte[] MARK = " [truncated]".getBytes(US_ASCII);

  private final Consumer<Bytes> lines;
  private byte[] begun = {};
  private int begunLength;
  private boolean dropping;

  /**
   * Makes a splitter.
   *
   * @param lines gets each line, without its newline
   */
  LineSplitter(Consumer<Bytes> lines) {
    this.lines = lines;
  }

  /** Takes the next bytes, which may change afterwards. */
  void feed(byte[] bytes, int length) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        take(bytes, start, i);
        endLine();
        start = i + 1;
      }
    }
    take(bytes, start, length);
  }

  /** Nothing more will come: what was begun is a line. */
  void end() {
    endLine();
    begun = new byte[0];
  }

  private void take(byte[] bytes, int start, int end) {
    int length = end - start;
    if (dropping || length == 0) {
      return;
    }
    int kept = Math.min(length, MAX_LINE - begunLength);
    makeRoom(begunLength + kept);
    System.arraycopy(bytes, start, begun, begunLength, kept);
    begunLength += kept;
    if (kept < length) {
      byte[] line = Arrays.copyOf(begun, MAX_LINE + MARK.length);
      System.arraycopy(MARK, 0, line, MAX_LINE, MARK.length);
      lines.accept(Bytes.wrap(line));
      begunLength = 0;
      dropping = true;
    }
  }

  private void endLine() {
    if (begunLength > 0) {
      lines.accept(Bytes.wrap(Arrays.copyOf(begun, begunLength)));
    }
    begunLength = 0;
    dropping = false;
  }

  private void makeRoom(int wanted) {
    if (wanted > begun.length) {
      begun = Arrays.copyOf(begun, Math.min(MAX_LINE, Math.max(wanted, 2 * begun.length)));
    }
  }
}
