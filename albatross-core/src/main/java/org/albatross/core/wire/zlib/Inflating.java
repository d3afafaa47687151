package org.albatross.core.wire.zlib;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.albatross.core.model.AlbatrossException;

/** Uncompresses a zlib stream (RFC 1950) on its way; must be closed. */
public final class Inflating implements DataSink {
  private final DataSink target;
  private final Inflater inflater = new Inflater();
  private final ByteBuffer chunk = ByteBuffer.allocate(Zlib.CHUNK);

  public Inflating(DataSink target) {
    this.target = target;
  }

  @Override
  public void write(ByteBuffer data) throws AlbatrossException, IOException {
    if (inflater.finished() && data.hasRemaining()) {
      throw new AlbatrossException("there are data after the end of the compressed stream");
    }
    inflater.setInput(data);
    try {
      while (inflater.inflate(chunk.clear()) > 0) {
        target.write(chunk.flip());
      }
    } catch (DataFormatException e) {
      throw new AlbatrossException("not valid zlib data: " + e.getMessage(), e);
    }
    if (inflater.finished() && inflater.getRemaining() > 0) {
      throw new AlbatrossException("there are data after the end of the compressed stream");
    }
    if (inflater.needsDictionary()) {
      throw new AlbatrossException("the compressed data need a dictionary");
    }
  }

  @Override
  public void end() throws AlbatrossException, IOException {
    if (!inflater.finished()) {
      throw new AlbatrossException("the compressed data end too early");
    }
    target.end();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
