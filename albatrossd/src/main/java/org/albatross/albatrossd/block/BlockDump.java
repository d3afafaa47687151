package org.albatross.albatrossd.block;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.albatross.core.host.HostException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.transfer.Source;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Deflating;

/** The data of a block device as a stream of messages, the last of which says that it is. */
final class BlockDump implements Source {
  private final BlockFiles files;
  private final Message request;
  private final int level;
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);
  private Optional<Reading> reading = Optional.empty();
  private boolean done;

  private record Reading(FileChannel file, DataSink sink) {}

  /**
   * The data of the block device that the request names.
   *
   * @param level of zlib; 0 for data as they are
   */
  BlockDump(BlockFiles files, Message request, int level) {
    this.files = files;
    this.request = request;
    this.level = level;
  }

  @Override
  public void open() throws HostException {
    FileChannel file = files.open(request.name());
    DataSink send = data -> add(new Payload.BlockData(Optional.of(copy(data))));
    reading = Optional.of(new Reading(file, level > 0 ? new Deflating(send, level) : send));
    add(new Success.BlockImage(level > 0));
  }

  private static Bytes copy(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return Bytes.wrap(bytes);
  }

  private void add(Payload payload) {
    byte[] frame = Wire.encode(request.reply(payload));
    frames.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(0, frame.length).array());
    frames.writeBytes(frame);
  }

  @Override
  public ByteBuffer next() throws AlbatrossException, IOException {
    Reading from = reading.orElseThrow();
    while (frames.size() < PIECE && !done) {
      if (from.file().read(buffer.clear()) >= 0) {
        from.sink().write(buffer.flip());
      } else {
        from.sink().end();
        add(new Payload.BlockData(Optional.empty()));
        done = true;
      }
    }
    ByteBuffer piece = ByteBuffer.wrap(frames.toByteArray());
    frames.reset();
    return piece;
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public boolean isWithinFrame() {
    return false;
  }

  @Override
  public void close() throws IOException {
    if (reading.isPresent()) {
      reading.get().sink().close();
      reading.get().file().close();
    }
  }
}
