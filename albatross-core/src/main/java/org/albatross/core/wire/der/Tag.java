package org.albatross.core.wire.der;

import java.util.HexFormat;

/**
 * A tag as one number: class and constructed bit above, the tag's number in the low 16 bits. High
 * tag numbers are needed for the extensions from 64 up (docs/protocol/wire.md, Extensions).
 */
public final class Tag {
  public static final int BOOLEAN = 1;
  public static final int INTEGER = 2;
  public static final int OCTET_STRING = 4;
  public static final int NULL = 5;
  public static final int OBJECT_IDENTIFIER = 6;
  public static final int UTF8_STRING = 12;
  public static final int PRINTABLE_STRING = 19;
  public static final int IA5_STRING = 22;
  public static final int GENERALIZED_TIME = 24;
  public static final int SEQUENCE = 0x20 << 16 | 16;
  public static final int SET = 0x20 << 16 | 17;
  public static final int MAX_NUMBER = 0x3FFF;

  private Tag() {}

  /** The constructed, context-specific tag [number]. */
  public static int context(int number) {
    return 0xA0 << 16 | number;
  }

  public static int leadingBits(int tag) {
    return tag >>> 16;
  }

  public static int number(int tag) {
    return tag & 0xFFFF;
  }

  public static String describe(int tag) {
    return switch (tag) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case OCTET_STRING -> "OCTET STRING";
      case NULL -> "NULL";
      case OBJECT_IDENTIFIER -> "OBJECT IDENTIFIER";
      case UTF8_STRING -> "UTF8String";
      case 18 -> "NumericString";
      case PRINTABLE_STRING -> "PrintableString";
      case 20 -> "TeletexString";
      case IA5_STRING -> "IA5String";
      case GENERALIZED_TIME -> "GeneralizedTime";
      case 26 -> "VisibleString";
      case 27 -> "GeneralString";
      case 28 -> "UniversalString";
      case 30 -> "BMPString";
      case SEQUENCE -> "SEQUENCE";
      case SET -> "SET";
      default ->
          leadingBits(tag) == 0xA0
              ? "[" + number(tag) + "]"
              : "tag 0x" + HexFormat.of().toHexDigits((byte) leadingBits(tag)) + "/" + number(tag);
    };
  }
}
