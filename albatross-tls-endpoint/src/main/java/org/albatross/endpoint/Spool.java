package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.wire.AroundImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the image of a create in a file, for an albatrossd that wants it inside the message. The
 * file has no name while it is in use: nothing is left of it, however the endpoint ends.
 */
final class Spool implements Upload {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  private final DaemonConnection vmmd;
  private final Message create;
  private final int limit;
  private final Executor disk;
  private final Executor loop;
  private final Events events;
  private final FileChannel file;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
  private int waiting;
  private int length;
  private boolean closed;

  /** What the session has to know of it. */
  interface Events {
    void ready();

    void failed(String why);
  }

  /**
   * A spool that is empty.
   *
   * @param create sent when the image is whole
   * @param limit the largest image, in bytes
   * @param disk where writing may wait
   * @param loop where everything else happens
   */
  Spool(
      DaemonConnection vmmd, Message create, int limit, Executor disk, Executor loop, Events events)
      throws AlbatrossException {
    this.vmmd = vmmd;
    this.create = create;
    this.limit = limit;
    this.disk = disk;
    this.loop = loop;
    this.events = events;
    this.file = open();
  }

  private static FileChannel open() throws AlbatrossException {
    try {
      Path path = Files.createTempFile("albatross-image", "");
      try {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.error("cannot spool an image: {}", UnixSockets.describe(e));
      throw new AlbatrossException("the endpoint cannot spool the image; see its log", e);
    }
  }

  @Override
  public void piece(ByteBuf piece) throws AlbatrossException {
    if (piece.readableBytes() > limit - length) {
      piece.release();
      throw new AlbatrossException(
          "the image is larger than the limit of %d bytes (--max-message)".formatted(limit));
    }
    length += piece.readableBytes();
    waiting++;
    written = written.handleAsync((done, failure) -> write(piece, failure), disk);
    var unused = written.whenCompleteAsync((done, failure) -> written(failure), loop);
  }

  /** After a failure the rest is only given back. */
  private Void write(ByteBuf piece, Throwable before) {
    try {
      if (before != null) {
        throw new CompletionException(before);
      }
      ByteBuffer bytes = piece.nioBuffer();
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      return null;
    } catch (IOException e) {
      throw new CompletionException(e);
    } finally {
      piece.release();
    }
  }

  private void written(Throwable failure) {
    waiting--;
    if (failure == null) {
      events.ready();
    } else if (!closed) {
      LOG.error("cannot spool an image", failure);
      events.failed("the endpoint cannot spool the image; see its log");
    }
  }

  @Override
  public void flush() {}

  @Override
  public void end() {
    var unused = written.thenRunAsync(this::sendAll, loop);
  }

  private void sendAll() {
    if (closed) {
      return;
    }
    AroundImage around = AroundImage.of(create, (UnikernelCommand.Create) create.payload(), length);
    int whole = around.before().length() + length + around.behind().length();
    vmmd.send(Unpooled.buffer(Integer.BYTES).writeInt(whole));
    vmmd.send(Unpooled.wrappedBuffer(around.before().toArray()));
    vmmd.send(new DefaultFileRegion(file, 0, length));
    vmmd.send(Unpooled.wrappedBuffer(around.behind().toArray()));
    vmmd.flush();
  }

  @Override
  public boolean isReady() {
    return waiting == 0;
  }

  @Override
  public void close() {
    closed = true;
    var unused = written.whenCompleteAsync((done, failure) -> closeFile(), disk);
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("closing a spooled image", e);
    }
  }
}
