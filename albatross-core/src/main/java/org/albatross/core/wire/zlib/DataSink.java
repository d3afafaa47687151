package org.albatross.core.wire.zlib;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.albatross.core.model.AlbatrossException;

/** Where a stream of data goes. */
public interface DataSink extends AutoCloseable {
  /** Takes all that remains in the buffer. */
  void write(ByteBuffer data) throws AlbatrossException, IOException;

  /** Nothing more comes. */
  default void end() throws AlbatrossException, IOException {}

  @Override
  default void close() {}
}
