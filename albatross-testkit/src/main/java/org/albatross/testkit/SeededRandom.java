package org.albatross.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Random values for property tests, the same for the same seed; edges are more likely. */
public final class SeededRandom {
  private static final long[] EDGES = {
    0,
    1,
    -1,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final SplittableRandom random;

  public SeededRandom(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Any int; each fourth is an edge. */
  public int anyInt() {
    return (int) anyLong();
  }

  /** Any long; each fourth is an edge, and the others are of all lengths. */
  public long anyLong() {
    return oneIn(4)
        ? EDGES[random.nextInt(EDGES.length)]
        : random.nextLong() >> random.nextInt(Long.SIZE);
  }

  /** From {@code min} to {@code max}, both included; each of them is one of eight. */
  public int between(int min, int max) {
    return switch (random.nextInt(8)) {
      case 0 -> min;
      case 1 -> max;
      default -> (int) random.nextLong(min, (long) max + 1);
    };
  }

  /** True once in {@code n} times. */
  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** Up to {@code max} bytes. */
  public byte[] bytes(int max) {
    byte[] bytes = new byte[between(0, max)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** From {@code min} to {@code max} characters out of an alphabet. */
  public String string(String alphabet, int min, int max) {
    int length = between(min, max);
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  /** Up to {@code max} ASCII characters, control characters included. */
  public String ascii(int max) {
    int length = between(0, max);
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append((char) random.nextInt(0x80));
    }
    return out.toString();
  }

  /** Up to {@code max} Unicode characters of one to four bytes of UTF-8, no lone surrogates. */
  public String unicode(int max) {
    int length = between(0, max);
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x80, 0x800);
            case 2 -> random.nextInt(0x800, Character.MIN_SURROGATE);
            default -> random.nextInt(0x10000, Character.MAX_CODE_POINT + 1);
          });
    }
    return out.toString();
  }

  /** One of these. */
  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Empty in one of three cases. */
  public <T> Optional<T> maybe(Function<SeededRandom, T> generator) {
    return oneIn(3) ? Optional.empty() : Optional.of(generator.apply(this));
  }

  /** Up to {@code max} values of a generator. */
  public <T> List<T> list(int max, Function<SeededRandom, T> generator) {
    int size = between(0, max);
    List<T> out = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      out.add(generator.apply(this));
    }
    return out;
  }
}
