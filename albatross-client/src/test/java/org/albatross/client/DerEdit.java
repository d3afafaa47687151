package org.albatross.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.albatross.core.model.Bytes;

/** Changes a value deep in DER, and all lengths around it. */
final class DerEdit {
  private static final int OCTET_STRING = 4;
  private static final int CONSTRUCTED = 0x20;

  private DerEdit() {}

  /** Every OCTET STRING of this value gets another. All tags have one byte. */
  static byte[] replace(byte[] der, Bytes old, Bytes fresh) {
    ByteBuffer in = ByteBuffer.wrap(der);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (in.hasRemaining()) {
      int tag = in.get() & 0xff;
      byte[] content = new byte[length(in)];
      in.get(content);
      if ((tag & CONSTRUCTED) != 0) {
        content = replace(content, old, fresh);
      } else if (tag == OCTET_STRING && Bytes.wrap(content).equals(old)) {
        content = fresh.toArray();
      }
      out.write(tag);
      writeLength(out, content.length);
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  private static int length(ByteBuffer in) {
    int first = in.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = first & 0x7f; i > 0; i--) {
      length = length << 8 | in.get() & 0xff;
    }
    return length;
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
  }
}
