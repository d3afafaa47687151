package org.albatross.core.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.albatross.core.host.HostFacts;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.solo5.Content;
import org.albatross.core.solo5.InvalidImageException;
import org.albatross.core.solo5.Segments;
import org.albatross.core.wire.zlib.DataSink;

/**
 * Looks at an image as it comes and refuses one that cannot run, or is too large for what it is
 * for, before all of it has come: a small compressed one may be as large as it likes (docs/tls.md).
 */
public final class ImageGauge implements DataSink {
  /** Bytes that any image may have: with its symbols it is larger than what is loaded. */
  private static final long ALWAYS = 64L << 20;

  /** How many times the memory an image may have beyond that. */
  private static final long TIMES_MEMORY = 4;

  /** Bytes in which the program headers usually are; where they are not, they are found later. */
  private static final int BEGINNING = 1 << 16;

  private final DataSink target;
  private final long memory;
  private final long limit;
  private final ByteBuffer beginning = ByteBuffer.allocate(BEGINNING);
  private long length;
  private boolean looked;

  /**
   * Lets an image through to its target.
   *
   * @param memory of the unikernel, in MB
   */
  public ImageGauge(long memory, DataSink target) {
    this.memory = memory;
    this.limit = Math.max(ALWAYS, TIMES_MEMORY * Math.min(memory, Integer.MAX_VALUE) << 20);
    this.target = target;
  }

  @Override
  public void write(ByteBuffer data) throws AlbatrossException, IOException {
    length += data.remaining();
    if (length > limit) {
      throw new AlbatrossException(
          "the image is larger than %s MB, which is the most for a unikernel with %s MB of memory"
              .formatted(limit >> 20, memory));
    }
    if (!looked) {
      int count = Math.min(data.remaining(), beginning.remaining());
      beginning.put(data.slice(data.position(), count));
      if (!beginning.hasRemaining()) {
        look();
      }
    }
    target.write(data);
  }

  @Override
  public void end() throws AlbatrossException, IOException {
    if (!looked) {
      look();
    }
    target.end();
  }

  private void look() throws InvalidImageException {
    looked = true;
    Segments segments;
    try {
      segments = Segments.read(Content.of(Bytes.wrap(beginning.flip())));
    } catch (InvalidImageException e) {
      return; // who parses all of it says what is wrong
    }
    segments.checkMachine(HostFacts.machine());
    segments.checkFit(memory);
  }

  @Override
  public void close() {
    target.close();
  }
}
