package org.albatross.core.host.usage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A file of proc(5) and the numbers in it, read without making texts of it: a round reads thousands
 * of them. What is not there or no number is absent, for kernels differ.
 */
final class ProcText {
  private final byte[] bytes;
  private int length;

  /** Nothing so far, and at most so many bytes. */
  ProcText(int capacity) {
    bytes = new byte[capacity];
  }

  /** Where the content goes; {@link #setLength} says how much it is. */
  byte[] buffer() {
    return bytes;
  }

  void setLength(int length) {
    this.length = length;
  }

  /** The place behind the last character like this; the end if there is none. */
  int behindLast(char c) {
    for (int i = length - 1; i >= 0; i--) {
      if (bytes[i] == c) {
        return i + 1;
      }
    }
    return length;
  }

  /** What lies between the first {@code from} and the last {@code to}. */
  String between(char from, char to) {
    int start = 0;
    while (start < length && bytes[start] != from) {
      start++;
    }
    int end = behindLast(to) - 1;
    return end > start
        ? new String(bytes, start + 1, end - start - 1, StandardCharsets.ISO_8859_1)
        : "";
  }

  /** The first character at or behind a place that is no blank; 0 if there is none. */
  char firstAt(int place) {
    int i = skipBlanks(place);
    return i < length ? (char) bytes[i] : 0;
  }

  /** Reads words that are parted by blanks, from a place on; what is no number counts as 0. */
  void numbers(int place, long[] into) {
    Arrays.fill(into, 0);
    int i = skipBlanks(place);
    for (int word = 0; word < into.length && i < length; word++) {
      into[word] = numberAt(i).orElse(0);
      while (i < length && bytes[i] > ' ') {
        i++;
      }
      i = skipBlanks(i);
    }
  }

  /** The number behind a key that begins a line, such as {@code VmHWM:}. */
  OptionalLong valueOf(byte[] key) {
    for (int i = 0; i + key.length < length; i++) {
      if ((i == 0 || bytes[i - 1] == '\n')
          && Arrays.equals(bytes, i, i + key.length, key, 0, key.length)) {
        return numberAt(skipBlanks(i + key.length));
      }
    }
    return OptionalLong.empty();
  }

  private int skipBlanks(int place) {
    int i = place;
    while (i < length && bytes[i] <= ' ' && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /** Counters are unsigned: what is over 63 bits comes out as its 64 bits. */
  private OptionalLong numberAt(int place) {
    boolean negative = place < length && bytes[place] == '-';
    int i = negative ? place + 1 : place;
    int first = i;
    long number = 0;
    while (i < length && bytes[i] >= '0' && bytes[i] <= '9') {
      number = number * 10 + (bytes[i] - '0');
      i++;
    }
    return i == first ? OptionalLong.empty() : OptionalLong.of(negative ? -number : number);
  }
}
