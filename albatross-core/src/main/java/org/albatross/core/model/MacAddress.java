package org.albatross.core.model;

import java.util.HexFormat;

/**
 * A MAC address.
 *
 * @param bytes six bytes
 */
public record MacAddress(Bytes bytes) {
  public static final int LENGTH = 6;
  private static final Bytes NOBODY = Bytes.wrap(new byte[LENGTH]);

  public MacAddress {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length());
    }
  }

  /** Reads six pairs of hexadecimal digits with colons or dashes between them. */
  public static MacAddress parse(String text) throws AlbatrossException {
    if (!text.matches("\\p{XDigit}{2}([:-]\\p{XDigit}{2}){5}")) {
      throw new AlbatrossException(
          "invalid MAC address " + Text.quote(text) + ": write it like 02:00:00:00:00:01");
    }
    return new MacAddress(Bytes.wrap(HexFormat.of().parseHex(text.replaceAll("[:-]", ""))));
  }

  /** Whether it stands for several (IEEE 802), such as all. */
  public boolean isGroup() {
    return (bytes.get(0) & 1) != 0;
  }

  /** Whether an interface can have it. */
  public boolean isOfOne() {
    return !isGroup() && !bytes.equals(NOBODY);
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(bytes.toArray());
  }
}
