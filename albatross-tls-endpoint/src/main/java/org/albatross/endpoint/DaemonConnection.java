package org.albatross.endpoint;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.FrameReader;
import org.albatross.core.net.MemoryBudget;
import org.albatross.core.net.Service;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one of the daemons: first questions, each with one answer, then a command whose
 * answers are passed on. Everything happens on the client's event loop.
 */
final class DaemonConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonConnection.class);

  /** Bytes: policies below a tenant may be many. */
  private static final int MAX_ANSWER = 16 << 20;

  /** EAGAIN, in the words of the system: programs run with those of the C locale. */
  private static final String QUEUE_IS_FULL = "Resource temporarily unavailable";

  private final Service service;
  private final FrameReader reader;
  private Channel channel;
  private Optional<CompletableFuture<Message>> awaited = Optional.empty();
  private Optional<ReplyRelay> relay = Optional.empty();
  private Runnable passedOn = () -> {};
  private Runnable writable = () -> {};

  /** A daemon has ended the connection without a word. */
  static final class HangUpException extends AlbatrossException {
    private static final long serialVersionUID = 1L;

    HangUpException(String daemon) {
      super(daemon + " closed the connection; see its log");
    }
  }

  private DaemonConnection(Service service, MemoryBudget.Share memory) {
    this.service = service;
    reader = new FrameReader(MAX_ANSWER, memory);
  }

  /**
   * Connects to a daemon.
   *
   * @param memory what its answers to questions may take
   */
  static CompletableFuture<DaemonConnection> open(
      EventLoop loop, Service service, Path tmpdir, MemoryBudget.Share memory) {
    DaemonConnection connection = new DaemonConnection(service, memory);
    CompletableFuture<DaemonConnection> opened = new CompletableFuture<>();
    Path socket = service.socket(tmpdir);
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioDomainSocketChannel.class)
            .handler(connection)
            .connect(UnixDomainSocketAddress.of(socket));
    connection.channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            opened.complete(connection);
          } else {
            opened.completeExceptionally(cannotReach(service, socket, done.cause()));
          }
        });
    return opened;
  }

  private static AlbatrossException cannotReach(Service service, Path socket, Throwable cause) {
    if (String.valueOf(cause.getMessage()).contains(QUEUE_IS_FULL)) {
      return new AlbatrossException(
          "as many wait for " + service.daemon() + " as can; try again later");
    }
    LOG.error("cannot connect to {}: {}", socket, cause.getMessage());
    return new AlbatrossException(
        "the endpoint cannot reach " + service.daemon() + "; is it running?");
  }

  /** Asks one thing; fails if the daemon leaves, is silent, or answers something else. */
  CompletableFuture<Message> ask(Message question) {
    if (!channel.isActive()) {
      return CompletableFuture.failedFuture(new HangUpException(service.daemon()));
    }
    CompletableFuture<Message> answer = new CompletableFuture<>();
    awaited = Optional.of(answer);
    var patience =
        channel
            .eventLoop()
            .schedule(
                LastWords.guarding(
                    () -> fail(new AlbatrossException(service.daemon() + " does not answer"))),
                Limits.PREPARATION.toSeconds(),
                TimeUnit.SECONDS);
    answer.whenComplete((message, failure) -> patience.cancel(false));
    sendFrame(Unpooled.wrappedBuffer(Wire.encode(question)));
    flush();
    return answer.thenCompose(message -> checked(question, message));
  }

  private CompletableFuture<Message> checked(Message question, Message answer) {
    if (answer.sequence() == question.sequence()) {
      return CompletableFuture.completedFuture(answer);
    }
    // Who has no place for us says so before it has read what we ask.
    return CompletableFuture.failedFuture(
        new AlbatrossException(
            answer.sequence() == 0 && answer.payload() instanceof Payload.Failure failure
                ? service.daemon() + ": " + failure.message()
                : service.daemon() + " answered another question"));
  }

  /**
   * From now on what the daemon says is passed on.
   *
   * @param afterEach run when all that came at once was passed on
   */
  void relay(ReplyRelay to, Runnable afterEach) {
    relay = Optional.of(to);
    passedOn = afterEach;
  }

  /** Tells when the daemon takes more, after {@link #isWritable} was false, or takes no more. */
  void onWritabilityChanged(Runnable changed) {
    writable = changed;
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /** Whether the daemon is read from. */
  void read(boolean on) {
    channel.config().setAutoRead(on);
  }

  /** Sends a frame; takes its content over. */
  void sendFrame(ByteBuf content) {
    channel.write(Unpooled.buffer(Integer.BYTES).writeInt(content.readableBytes()));
    channel.write(content).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /** Sends a part of a frame. */
  void send(ByteBuf part) {
    channel.write(part).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /**
   * Sends a part of a frame.
   *
   * @param written run when the daemon has taken it; never, if it does not
   */
  void send(ByteBuf part, Runnable written) {
    channel
        .write(part)
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                written.run();
              }
            });
  }

  void flush() {
    channel.flush();
  }

  void close() {
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    ByteBuf bytes = (ByteBuf) message;
    if (relay.isPresent()) {
      relay.get().accept(bytes);
      return;
    }
    try {
      Optional<byte[]> frame = reader.read(bytes.nioBuffer());
      if (frame.isPresent()) {
        answered(Wire.decode(frame.get()));
      }
    } finally {
      bytes.release();
    }
  }

  private void answered(Message answer) throws AlbatrossException {
    CompletableFuture<Message> asked =
        awaited.orElseThrow(
            () -> new AlbatrossException(service.daemon() + " answered without a question"));
    awaited = Optional.empty();
    asked.complete(answer);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    passedOn.run();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    writable.run();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    reader.close();
    fail(new HangUpException(service.daemon()));
    relay.ifPresent(ReplyRelay::daemonLeft);
    passedOn.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof RuntimeException) {
      LOG.error("internal error with an answer of {}", service.daemon(), cause);
    } else {
      LOG.debug("the connection to {} broke", service.daemon(), cause);
    }
    // Whoever is reset while it still writes was hung up on.
    fail(cause instanceof IOException ? new HangUpException(service.daemon()) : cause);
    ctx.close();
  }

  private void fail(Throwable cause) {
    awaited.ifPresent(asked -> asked.completeExceptionally(cause));
    awaited = Optional.empty();
  }
}
