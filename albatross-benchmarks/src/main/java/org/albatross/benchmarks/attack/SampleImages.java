package org.albatross.benchmarks.attack;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.albatross.testkit.Program;
import org.albatross.testkit.UnikernelImage;

/** Images that honest tenants have, and others. */
public final class SampleImages {
  /** Bytes that a bomb inflates to. */
  public static final int BOMB_BYTES = 256 << 20;

  private static final int HONEST_BYTES = 80_000;
  private static final int BLOCK = 1 << 16;

  private SampleImages() {}

  /** 80 KB, most of which cannot be compressed; sleeps until SIGTERM. */
  public static byte[] honest() {
    return sleeper(HONEST_BYTES);
  }

  /** Sleeps until SIGTERM, with so many bytes of which most cannot be compressed. */
  public static byte[] sleeper(int bytes) {
    int program = UnikernelImage.sleeper().length;
    return UnikernelImage.builder(Program.SLEEPER).padding(bytes - program).build();
  }

  /** A valid image of {@link #BOMB_BYTES}, nearly all of it zeros, deflated: about 261 kB. */
  public static byte[] bomb() {
    byte[] program = Arrays.copyOf(UnikernelImage.sleeper(), BLOCK);
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      deflate(deflater, program, out);
      for (int done = BLOCK; done < BOMB_BYTES; done += BLOCK) {
        deflate(deflater, new byte[BLOCK], out);
      }
      deflater.finish();
      deflate(deflater, new byte[0], out);
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void deflate(Deflater deflater, byte[] in, ByteArrayOutputStream out) {
    byte[] buffer = new byte[BLOCK];
    if (in.length > 0) {
      deflater.setInput(in);
    }
    int count = deflater.deflate(buffer);
    while (count > 0) {
      out.write(buffer, 0, count);
      count = deflater.deflate(buffer);
    }
  }
}
