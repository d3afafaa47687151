package org.albatross.core.tls;

import java.math.BigInteger;

/** Numbers as RFC 7748 and RFC 8032 write them: the lowest byte first. */
final class LittleEndian {
  private LittleEndian() {}

  static BigInteger number(byte[] bytes) {
    return new BigInteger(1, reversed(bytes, bytes.length));
  }

  /** The lowest bytes of a number that is not negative. */
  static byte[] bytes(BigInteger number, int length) {
    return reversed(number.toByteArray(), length);
  }

  private static byte[] reversed(byte[] bytes, int length) {
    byte[] reversed = new byte[length];
    for (int i = 0; i < Math.min(bytes.length, length); i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
