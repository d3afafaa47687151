package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.ArrayDeque;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.Payload;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.ClientChain;
import org.albatross.core.wire.Wire;
import org.albatross.endpoint.Stage.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, from its handshake to its leave: the command of its certificates goes to a daemon,
 * what it streams goes along, and what the daemon answers comes back. Whatever is slow stops what
 * feeds it. Everything happens on the client's event loop.
 */
final class Session extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Endpoint endpoint;
  private final SslHandler tls;
  private final HandshakeGuard guard;
  private final RecordGuard records;
  private final Stage stage = new Stage();
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
  private ChannelHandlerContext ctx;
  private Name name = Name.ROOT;
  private Optional<Path> tenant = Optional.empty();
  private Optional<Delivery> delivery = Optional.empty();
  private OutputWatch output;
  private boolean earlyEnded;
  private boolean clientSaidAll;
  private long drained;

  Session(Endpoint endpoint, SslHandler tls, HandshakeGuard guard, RecordGuard records) {
    this.endpoint = endpoint;
    this.tls = tls;
    this.guard = guard;
    this.records = records;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    output = new OutputWatch(ctx.channel(), endpoint.limits().stalled());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        guard.passed();
        records.watch();
        begin();
      } else {
        guard.failed(handshake.cause());
        ctx.close();
      }
    } else if (event instanceof SslCloseCompletionEvent) {
      clientSaidAll();
    }
  }

  private void begin() {
    try {
      ClientChain chain =
          endpoint
              .trust()
              .takeChain(tls.engine())
              .orElseThrow(() -> new IllegalStateException("a handshake without a chain"));
      CertificateRequest request = CertificateRequest.of(chain);
      name = request.name();
      enter(Tenants.of(request));
      Delivery to = new Delivery(request, endpoint, new Client());
      delivery = Optional.of(to);
      LOG.info("{}: {} for {}", Peer.of(ctx.channel()), to.description(), name);
      stage.enter(Phase.PREPARING, Limits.PREPARATION);
      regulateInput();
      to.prepare();
    } catch (ChainException e) {
      refuse(e.getMessage());
    }
  }

  private void enter(Path whose) throws ChainException {
    if (!endpoint.tenants().enter(whose)) {
      throw new ChainException(
          "%s has %d connections already, and may not have more (--max-per-tenant)"
              .formatted(
                  whose.isRoot() ? "the CA" : "the tenant " + whose.labels().get(0),
                  endpoint.limits().perTenant()));
    }
    tenant = Optional.of(whose);
  }

  /** What happens to the command, as the client is to hear of it. */
  private final class Client implements Delivery.Client, ReplyRelay.Sink {
    @Override
    public void delivered() {
      if (!stage.is(Phase.PREPARING)) {
        return;
      }
      boolean uploads = delivery.orElseThrow().wantsUpload();
      stage.enter(
          uploads ? Phase.UPLOADING : Phase.WAITING,
          uploads ? endpoint.limits().stalled() : Limits.ANSWER);
      while (!early.isEmpty()) {
        take(early.remove());
      }
      if (clientSaidAll) {
        clientSaidAll();
      }
      uploadFlushed();
    }

    @Override
    public void uploadReady() {
      regulateInput();
    }

    @Override
    public void refused(String why) {
      refuse(why);
    }

    @Override
    public void forward(ByteBuf bytes) {
      boolean first = stage.is(Phase.WAITING) || stage.is(Phase.UPLOADING);
      if (first || stage.is(Phase.ANSWERING)) {
        stage.enter(Phase.ANSWERING, Limits.ANSWER);
        if (delivery.orElseThrow().mayBeSilent()) {
          stage.stay();
        }
      }
      if (first) {
        regulateInput();
      }
      ctx.write(bytes);
    }

    @Override
    public void answeredSoFar() {
      ctx.flush();
      regulate();
    }

    @Override
    public void end() {
      leave();
    }

    @Override
    public void broken(String why, boolean withinReply) {
      if (stage.isOver()) {
        return; // the daemon was left from here
      }
      if (withinReply) {
        LOG.warn("{}: {}", Peer.of(ctx.channel()), why);
        ctx.close();
      } else {
        refuse(why);
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf piece = (ByteBuf) message;
    if (stage.is(Phase.PREPARING) && !earlyEnded) {
      early.add(piece);
      earlyEnded = !piece.isReadable();
    } else {
      take(piece);
    }
  }

  private void take(ByteBuf piece) {
    if (!stage.is(Phase.UPLOADING)) {
      drained += piece.readableBytes();
      piece.release();
      if (drained > Limits.DRAINED) {
        ctx.close();
      }
    } else if (piece.isReadable()) {
      stage.progressed(piece.readableBytes(), endpoint.limits().stalled());
      upload(piece);
    } else {
      piece.release();
      stage.enter(Phase.WAITING, Limits.ANSWER);
      delivery.orElseThrow().endUpload();
    }
  }

  private void upload(ByteBuf piece) {
    try {
      delivery.orElseThrow().upload(piece);
    } catch (AlbatrossException e) {
      refuse(e.getMessage());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    uploadFlushed();
  }

  private void uploadFlushed() {
    if (stage.is(Phase.UPLOADING)) {
      delivery.orElseThrow().flushUpload();
    }
    regulateInput();
  }

  /**
   * Reads what has a place to go to. Who does not read is not read from either: answers of TLS
   * itself, to demands for new keys, would pile up.
   */
  private void regulateInput() {
    boolean hasPlace =
        switch (stage.phase()) {
          case HANDSHAKE -> !guard.isFull();
          case PREPARING, CLOSED -> false;
          case UPLOADING -> delivery.orElseThrow().isReady();
          default -> true;
        };
    // Of a channel whose output is shut down netty says that it is not writable.
    boolean takesOutput = stage.is(Phase.LEAVING) || ctx.channel().isWritable();
    ctx.channel().config().setAutoRead(hasPlace && takesOutput);
  }

  /** A client that reads slowly stops the daemon, not the memory. */
  private void regulate() {
    boolean writable = ctx.channel().isWritable();
    if (writable && stage.is(Phase.ANSWERING)) {
      stage.renew(Limits.ANSWER); // until now the daemon could say nothing
    }
    delivery.ifPresent(to -> to.read(writable));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    regulate();
    regulateInput();
  }

  private void clientSaidAll() {
    clientSaidAll = true;
    if (stage.is(Phase.UPLOADING)) {
      refuse("the stream ended before its end was said");
    } else if (stage.is(Phase.ANSWERING) || stage.is(Phase.HANDSHAKE)) {
      ctx.close();
    }
  }

  private void refuse(String why) {
    if (stage.isOver()) {
      return;
    }
    LOG.warn("{}: refused {}: {}", Peer.of(ctx.channel()), name, StrangersLog.shortened(why));
    byte[] failure = Wire.encode(new Message(0, name, new Payload.Failure(why)));
    ctx.write(Unpooled.buffer(Integer.BYTES).writeInt(failure.length));
    ctx.write(Unpooled.wrappedBuffer(failure));
    leave();
  }

  /** Says that it was all, and lets the client read that: closing at once could destroy it. */
  private void leave() {
    if (stage.isOver()) {
      return;
    }
    stage.enter(Phase.LEAVING, endpoint.limits().stalled());
    records.rest();
    delivery.ifPresent(Delivery::close);
    early.forEach(ByteBuf::release);
    early.clear();
    ctx.flush();
    tls.closeOutbound()
        .addListener(
            said -> {
              if (said.isSuccess() && ctx.channel() instanceof DuplexChannel duplex) {
                allWritten();
                duplex.shutdownOutput();
                regulateInput();
              } else {
                ctx.close();
              }
            });
    regulateInput();
  }

  private void allWritten() {
    if (stage.is(Phase.LEAVING)) {
      stage.enter(Phase.LEAVING, Limits.FAREWELL);
    }
  }

  /** Looks at the clock, from time to time. */
  void check(long now) {
    output.look(now);
    if (stage.is(Phase.CLOSED)) {
      return; // TLS tries to say so for a moment
    }
    if (output.isStalled(now)) {
      LOG.info("{}: closed, it does not read", Peer.of(ctx.channel()));
      stage.close();
      ctx.close();
    } else if (!output.isWaiting() && stage.isExpired(now)) {
      expired();
    }
  }

  private void expired() {
    switch (stage.phase()) {
      case PREPARING, WAITING ->
          refuse("no answer from " + delivery.orElseThrow().daemon() + " for too long");
      case UPLOADING -> {
        long seconds = endpoint.limits().stalled().toSeconds();
        Delivery to = delivery.orElseThrow();
        refuse(
            to.isReady()
                ? "less than 16 KiB came within %d s".formatted(seconds)
                : "%s took less than 16 KiB within %d s".formatted(to.daemon(), seconds));
      }
      default -> ctx.close();
    }
  }

  /** There is an error in this program. */
  void broken(RuntimeException error) {
    LOG.error("{}: internal error", Peer.of(ctx.channel()), error);
    stage.close();
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (stage.is(Phase.HANDSHAKE) && !tls.handshakeFuture().isSuccess()) {
      return; // told of by the handshake's own event
    }
    if (cause instanceof AlbatrossException && !stage.is(Phase.ANSWERING)) {
      refuse(cause.getMessage());
      return;
    }
    if (cause instanceof RuntimeException error && !(cause instanceof CodecException)) {
      broken(error);
      return;
    }
    LOG.debug("{}: the connection broke", Peer.of(ctx.channel()), cause);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stage.close();
    delivery.ifPresent(Delivery::close);
    early.forEach(ByteBuf::release);
    early.clear();
    tenant.ifPresent(endpoint.tenants()::leave);
    endpoint.closed(this);
  }
}
