package org.albatross.client.stats;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/** What a person pressed. */
enum Key {
  QUIT,
  CPU,
  MEMORY,
  IN,
  OUT,
  UPTIME,
  NAME,
  REVERSE,
  UP,
  DOWN,
  PAGE_UP,
  PAGE_DOWN,
  NONE;

  private static final int END = -1;
  private static final int ESCAPE = 27;
  private static final int CONTROL_C = 3;

  /** How often the end is looked at again before it is believed. */
  private static final int ENDS = 3;

  /** How long the rest of an escape sequence may take. */
  private static final long SEQUENCE_MILLIS = 50;

  /** Waits for a key that long; the end of the input is as good as {@code q}. */
  static Key read(NonBlockingReader reader, long millis) throws IOException {
    int c = reader.read(millis);
    // A terminal that was just set up may say once that there is nothing, and that it is the end.
    for (int again = 0; c == END && again < ENDS; again++) {
      c = reader.read(millis);
    }
    return switch (c) {
      case 'q', 'Q', CONTROL_C, END -> QUIT;
      case 'c' -> CPU;
      case 'm' -> MEMORY;
      case 'i' -> IN;
      case 'o' -> OUT;
      case 'u' -> UPTIME;
      case 'n' -> NAME;
      case 'r' -> REVERSE;
      case 'k' -> UP;
      case 'j' -> DOWN;
      case ' ' -> PAGE_DOWN;
      case ESCAPE -> sequence(reader);
      default -> NONE;
    };
  }

  private static Key sequence(NonBlockingReader reader) throws IOException {
    int second = reader.read(SEQUENCE_MILLIS);
    if (second != '[' && second != 'O') {
      return NONE;
    }
    return switch (reader.read(SEQUENCE_MILLIS)) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      case '5' -> tilde(reader, PAGE_UP);
      case '6' -> tilde(reader, PAGE_DOWN);
      default -> NONE;
    };
  }

  private static Key tilde(NonBlockingReader reader, Key key) throws IOException {
    return reader.read(SEQUENCE_MILLIS) == '~' ? key : NONE;
  }
}
