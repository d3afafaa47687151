package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.wire.AroundImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the image of a create in a file, for an albatrossd that wants it inside the message.
 * What may wait for a disk happens on threads for that, one after the other; the loop has at most
 * what it read at once on the way to the file, and a chunk on the way back.
 */
final class Spool implements Upload {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int CHUNK = 1 << 18;

  private final DaemonConnection vmmd;
  private final Message create;
  private final int limit;
  private final Executor disk;
  private final Executor loop;
  private final Events events;
  private final CompletableFuture<SpoolFile> file;
  private CompletableFuture<SpoolFile> written;
  private int waiting;
  private int length;
  private boolean closed;
  private boolean ending;

  /** What others have to know of it; told on the loop. */
  interface Events {
    void ready();

    void failed(String why);

    /** Its file is closed. */
    void ended();
  }

  /**
   * A spool that is empty.
   *
   * @param create sent when the image is whole
   * @param limit the largest image, in bytes
   * @param disk where a disk may be waited for
   * @param loop where everything else happens
   */
  Spool(
      DaemonConnection vmmd,
      Message create,
      int limit,
      Executor disk,
      Executor loop,
      Events events) {
    this.vmmd = vmmd;
    this.create = create;
    this.limit = limit;
    this.disk = disk;
    this.loop = loop;
    this.events = events;
    file = CompletableFuture.supplyAsync(Spool::open, disk);
    written = file;
    watch(file);
  }

  private static SpoolFile open() {
    try {
      return SpoolFile.open();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** One failure is told of; all that was to follow fails with it. */
  private void watch(CompletableFuture<?> step) {
    var unused =
        step.exceptionallyAsync(
            failure -> {
              if (!closed) {
                closed = true;
                LOG.error("cannot spool an image: {}", failure.getMessage());
                events.failed("the endpoint cannot spool the image; see its log");
              }
              return null;
            },
            loop);
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
    written = written.handleAsync((opened, failure) -> append(opened, piece, failure), disk);
    var unused = written.whenCompleteAsync((done, failure) -> written(failure), loop);
    watch(written);
  }

  /** After a failure the rest is only given back. */
  private static SpoolFile append(SpoolFile opened, ByteBuf piece, Throwable before) {
    if (before != null) {
      piece.release();
      throw new CompletionException(before);
    }
    try {
      opened.append(piece);
      return opened;
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private void written(Throwable failure) {
    waiting--;
    if (failure == null) {
      events.ready();
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
    sendFrom(0, Unpooled.wrappedBuffer(around.behind().toArray()));
  }

  private void sendFrom(int position, ByteBuf behind) {
    if (closed) {
      return;
    }
    int count = Math.min(CHUNK, length - position);
    if (count == 0) {
      vmmd.send(behind);
      vmmd.flush();
      return;
    }
    CompletableFuture<ByteBuf> chunk =
        file.thenApplyAsync(opened -> read(opened, position, count), disk);
    var unused =
        chunk.thenAcceptAsync(
            bytes -> {
              vmmd.send(bytes, () -> sendFrom(position + count, behind));
              vmmd.flush();
            },
            loop);
    watch(chunk);
  }

  private static ByteBuf read(SpoolFile opened, int position, int count) {
    try {
      return opened.read(position, count);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public boolean isReady() {
    return waiting == 0;
  }

  @Override
  public void close() {
    closed = true;
    if (ending) {
      return;
    }
    ending = true;
    var unused =
        written
            .handle((done, failure) -> file)
            .thenCompose(opened -> opened)
            .thenAcceptAsync(Spool::close, disk)
            .whenCompleteAsync((done, failure) -> events.ended(), loop);
  }

  private static void close(SpoolFile opened) {
    try {
      opened.close();
    } catch (IOException e) {
      LOG.debug("closing a spooled image", e);
    }
  }
}
