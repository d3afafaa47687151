package org.albatross.albatrossd.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.albatross.core.host.HostException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.transfer.Receiver;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;

/** Writes the data of a block device beside the old ones, which they replace at the end. */
final class BlockReceiver implements Receiver {
  private final Opening opening;
  private final boolean compressed;
  private Optional<Writing> writing = Optional.empty();

  /** Checks what can be checked before data come, and makes the file. */
  interface Opening {
    BlockFiles.Upload open() throws HostException;
  }

  private record Writing(BlockFiles.Upload upload, DataSink sink) {}

  /**
   * Takes the data of one block device.
   *
   * @param compressed whether they come as a zlib stream
   */
  BlockReceiver(Opening opening, boolean compressed) {
    this.opening = opening;
    this.compressed = compressed;
  }

  @Override
  public void open() throws AlbatrossException {
    BlockFiles.Upload upload = opening.open();
    DataSink sink = compressed ? new Inflating(upload::write) : upload::write;
    writing = Optional.of(new Writing(upload, sink));
  }

  @Override
  public void take(byte[] piece) throws AlbatrossException, IOException {
    writing.orElseThrow().sink().write(ByteBuffer.wrap(piece));
  }

  @Override
  public void end() throws AlbatrossException, IOException {
    writing.orElseThrow().sink().end();
    writing.orElseThrow().upload().finish();
  }

  @Override
  public void close() throws AlbatrossException {
    if (writing.isPresent()) {
      writing.get().sink().close();
      writing.get().upload().close();
    }
  }
}
