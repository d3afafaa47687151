package org.albatross.core.wire.zlib;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.albatross.core.model.AlbatrossException;

/** Compresses into a zlib stream (RFC 1950) on its way; must be closed. */
public final class Deflating implements DataSink {
  private final DataSink target;
  private final Deflater deflater;
  private final ByteBuffer chunk = ByteBuffer.allocate(Zlib.CHUNK);

  public Deflating(DataSink target, int level) {
    this.target = target;
    this.deflater = new Deflater(level);
  }

  @Override
  public void write(ByteBuffer data) throws AlbatrossException, IOException {
    deflater.setInput(data);
    while (!deflater.needsInput()) {
      deflater.deflate(chunk);
      flushIfFull();
    }
  }

  @Override
  public void end() throws AlbatrossException, IOException {
    // The last buffer was the caller's, who may have changed it since.
    deflater.setInput(new byte[0]);
    deflater.finish();
    while (!deflater.finished()) {
      deflater.deflate(chunk);
      flushIfFull();
    }
    if (chunk.position() > 0) {
      target.write(chunk.flip());
    }
    target.end();
  }

  private void flushIfFull() throws AlbatrossException, IOException {
    if (!chunk.hasRemaining()) {
      target.write(chunk.flip());
      chunk.clear();
    }
  }

  @Override
  public void close() {
    deflater.end();
  }
}
