package org.albatross.albatrossd.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.ImageStore;
import org.albatross.core.transfer.DiskShares;
import org.albatross.core.transfer.ImageGauge;
import org.albatross.core.transfer.Receiver;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;

/** Puts an image into the store as it comes, uncompressed, and refuses one that cannot run. */
final class ImageReceiver implements Receiver {
  private final ImageStore images;
  private final UnikernelConfig config;
  private final long limit;
  private final DiskShares<Owner>.Part room;
  private long received;
  private long stored;
  private Optional<Storing> storing = Optional.empty();
  private Optional<ImageStore.Pin> image = Optional.empty();

  private record Storing(ImageStore.Incoming incoming, DataSink sink) {}

  /**
   * Takes the image of one unikernel.
   *
   * @param limit bytes that it may have as it travels
   * @param room what it takes of the disk until it is whole
   */
  ImageReceiver(
      ImageStore images, UnikernelConfig config, long limit, DiskShares<Owner>.Part room) {
    this.images = images;
    this.config = config;
    this.limit = limit;
    this.room = room;
  }

  @Override
  public void open() throws AlbatrossException {
    ImageStore.Incoming incoming = images.receive(Image.MAX_LENGTH);
    DataSink gauge = new ImageGauge(config.arguments().memory(), data -> store(incoming, data));
    DataSink sink = config.image().compressed() ? new Inflating(gauge) : gauge;
    storing = Optional.of(new Storing(incoming, sink));
  }

  private void store(ImageStore.Incoming incoming, ByteBuffer data) throws AlbatrossException {
    stored += data.remaining();
    room.reach(stored);
    incoming.write(data);
  }

  @Override
  public void take(byte[] piece) throws AlbatrossException, IOException {
    take(ByteBuffer.wrap(piece));
  }

  /** As {@link #take(byte[])}, of an image that is in memory as a whole. */
  void take(ByteBuffer piece) throws AlbatrossException, IOException {
    received += piece.remaining();
    if (received > limit) {
      throw new AlbatrossException(
          "the image is larger than the limit of " + limit + " bytes (--max-message)");
    }
    if (hasImage()) {
      storing.orElseThrow().sink().write(piece);
    }
  }

  /** BHyve has no image: what a client sends for it all the same is thrown away. */
  private boolean hasImage() {
    return config.type() != VmType.BHYVE;
  }

  @Override
  public void end() throws AlbatrossException, IOException {
    if (hasImage()) {
      storing.orElseThrow().sink().end();
      image = Optional.of(storing.orElseThrow().incoming().finish());
    }
  }

  /** The image that came, which its pin keeps; absent where there is none. */
  Optional<ImageStore.Pin> image() {
    return image;
  }

  @Override
  public void close() throws IOException {
    room.close();
    if (storing.isPresent()) {
      storing.get().sink().close();
      storing.get().incoming().close();
    }
  }
}
