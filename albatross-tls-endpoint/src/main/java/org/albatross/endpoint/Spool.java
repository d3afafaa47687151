package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.transfer.DiskShares;
import org.albatross.core.wire.AroundImage;
import org.albatross.core.wire.zlib.DataSink;
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
  private final Place place;
  private final DataSink check;
  private final Executor disk;
  private final Executor loop;
  private final Events events;
  private final CompletableFuture<SpoolFile> file;
  private CompletableFuture<SpoolFile> written;
  private int waiting;
  private int length;
  private boolean closed;
  private boolean ending;

  /**
   * Where it is.
   *
   * @param room what it takes of the disk
   */
  record Place(Limits.Spools files, DiskShares<Path>.Part room) {}

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
   * @param disk where a disk may be waited for
   * @param loop where everything else happens
   */
  Spool(
      DaemonConnection vmmd,
      Message create,
      Place place,
      Executor disk,
      Executor loop,
      Events events) {
    this.vmmd = vmmd;
    this.create = create;
    this.place = place;
    this.check = LeafImage.check(((UnikernelCommand.Create) create.payload()).config());
    this.disk = disk;
    this.loop = loop;
    this.events = events;
    file = CompletableFuture.supplyAsync(this::open, disk);
    written = file;
    watch(file);
  }

  private SpoolFile open() {
    try {
      return SpoolFile.open(place.files().directory());
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
                events.failed(reason(failure));
              }
              return null;
            },
            loop);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof AlbatrossException) {
      return cause.getMessage();
    }
    LOG.error("cannot spool an image", cause);
    return "the endpoint cannot spool the image; see its log";
  }

  @Override
  public void piece(ByteBuf piece) throws AlbatrossException {
    if (piece.readableBytes() > place.files().image() - length) {
      piece.release();
      throw new AlbatrossException(
          "the image is larger than the limit of %s bytes (--max-message)"
              .formatted(place.files().image()));
    }
    length += piece.readableBytes();
    waiting++;
    written = written.handleAsync((opened, failure) -> append(opened, piece, failure), disk);
    var unused = written.whenCompleteAsync((done, failure) -> written(failure), loop);
    watch(written);
  }

  /** After a failure the rest is only given back. */
  private SpoolFile append(SpoolFile opened, ByteBuf piece, Throwable before) {
    try {
      if (before != null) {
        throw new CompletionException(before);
      }
      check.write(piece.nioBuffer());
      place.room().reach(opened.length() + piece.readableBytes());
      opened.append(piece.nioBuffer());
      return opened;
    } catch (AlbatrossException | IOException e) {
      throw new CompletionException(e);
    } finally {
      piece.release();
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
    CompletableFuture<Void> checked = written.thenRunAsync(this::endCheck, disk);
    watch(checked);
    var unused = checked.thenRunAsync(this::sendAll, loop);
  }

  private void endCheck() {
    try {
      check.end();
    } catch (AlbatrossException | IOException e) {
      throw new CompletionException(e);
    }
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
            .thenAcceptAsync(this::close, disk)
            .whenCompleteAsync(
                (done, failure) -> {
                  check.close();
                  events.ended();
                },
                loop);
  }

  private void close(SpoolFile opened) {
    try {
      opened.close();
    } catch (IOException e) {
      LOG.debug("closing a spooled image", e);
    }
  }
}
