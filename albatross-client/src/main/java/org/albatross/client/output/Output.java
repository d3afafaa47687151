package org.albatross.client.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.albatross.core.model.Text;
import org.albatross.core.model.Utf8;

/**
 * Text on its way to a terminal, file or pipe, always in UTF-8, buffered. A cheap replacement for
 * {@code PrintStream}, which would also swallow errors.
 */
public final class Output {
  private static final int CAPACITY = 1 << 13;

  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY];
  private final boolean forgiving;
  private int filled;
  private boolean done;

  /** The reader of the output is gone. */
  public static final class ClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedException(IOException cause) {
      super(cause);
    }
  }

  /** What could not be written tells of something that was done, and is not to be done again. */
  public static final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    LostException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  public Output(OutputStream out) {
    this(out, false);
  }

  private Output(OutputStream out, boolean forgiving) {
    this.out = out;
    this.forgiving = forgiving;
  }

  /** One whose loss stops nothing: what is written there is said beside the matter. */
  public static Output forgiving(OutputStream out) {
    return new Output(out, true);
  }

  /** Says that what was asked for has been done, and that what is written now tells of it. */
  public Output done() {
    done = true;
    return this;
  }

  /** A text from outside, whose lines stay lines, with something else between them. */
  public static String escape(String text, String separator) {
    StringBuilder escaped = new StringBuilder(text.length());
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      escaped.append(Text.escape(text.substring(from, end))).append(separator);
      from = end + 1;
    }
    return escaped.append(Text.escape(text.substring(from))).toString();
  }

  public Output text(String text) throws IOException {
    byte[] bytes = Utf8.encode(text);
    return bytes(bytes, bytes.length);
  }

  public Output line(String text) throws IOException {
    return text(text).text("\n");
  }

  /** Writes the first bytes of an array. */
  public Output bytes(byte[] bytes, int length) throws IOException {
    return bytes(bytes, 0, length);
  }

  private Output bytes(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (filled == CAPACITY) {
        flush();
      }
      int count = Math.min(length - done, CAPACITY - filled);
      System.arraycopy(bytes, offset + done, buffer, filled, count);
      filled += count;
      done += count;
    }
    return this;
  }

  /** For bytes that something else makes; closing it flushes, and leaves this open. */
  OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        Output.this.bytes(from, offset, length);
      }

      @Override
      public void close() throws IOException {
        Output.this.flush();
      }
    };
  }

  /** Not a full disk, say, of which somebody has to be told. */
  private static boolean hasNoReader(IOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  public void flush() throws IOException {
    int count = filled;
    filled = 0;
    if (count == 0) {
      return;
    }
    try {
      out.write(buffer, 0, count);
      out.flush();
    } catch (IOException e) {
      if (!forgiving) {
        throw done ? new LostException(e) : hasNoReader(e) ? new ClosedException(e) : e;
      }
    }
  }
}
