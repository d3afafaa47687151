package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.ClientChain;
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
  private final EarlyPieces early = new EarlyPieces();
  private ChannelHandlerContext ctx;
  private Name name = Name.ROOT;
  private Optional<Tenants.Member> membership = Optional.empty();
  private Optional<DaemonPlaces.Ticket> ticket = Optional.empty();
  private Optional<Delivery> delivery = Optional.empty();
  private OutputWatch output;
  private Farewell farewell;
  private boolean clientSaidAll;
  private final Leftovers leftovers;

  public Session(Endpoint endpoint, SslHandler tls, HandshakeGuard guard, RecordGuard records) {
    this.endpoint = endpoint;
    this.tls = tls;
    this.guard = guard;
    this.records = records;
    this.leftovers = new Leftovers(endpoint.limits().spool().image());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    farewell = new Farewell(ctx, tls);
    guard.onInputShut(this::inputShut);
    output = new OutputWatch(ctx.channel(), endpoint.limits().stalled());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        records.watch();
        begin(guard.passed());
        if (farewell.isInputShut()) {
          ctx.executor().execute(this::inputShut); // behind what came before that
        }
      } else {
        guard.failed(handshake.cause());
        ctx.close();
      }
    } else if (event instanceof SslCloseCompletionEvent) {
      clientSaidAll();
    }
  }

  private void begin(long handshakeBytes) {
    ClientChain chain =
        endpoint
            .trust()
            .takeChain(tls.engine())
            .orElseThrow(() -> new IllegalStateException("a handshake without a chain"));
    try {
      CertificateRequest request = CertificateRequest.of(chain);
      name = request.name();
      Path tenant = Tenants.of(request);
      membership = Optional.of(endpoint.tenants().enter(tenant, handshakeBytes));
      Delivery to = new Delivery(request, tenant, endpoint, new Client());
      delivery = Optional.of(to);
      leftovers.follow(to);
      LOG.info("{}: {} for {}", Peer.of(ctx.channel()), to.description(), name);
      stage.enter(Phase.PREPARING, Limits.PREPARATION);
      ticket = Optional.of(endpoint.places().enter(to.use(), tenant, this::hasPlace));
      if (stage.isOver()) {
        leavePlace();
      }
      regulateInput();
    } catch (ChainException e) {
      if (membership.isEmpty()) {
        membership = endpoint.tenants().enterRefused(chain, handshakeBytes);
      }
      leftovers.mayFollow(membership.isPresent());
      refuse(e.getMessage());
    }
  }

  private void hasPlace() {
    stage.enter(Phase.PREPARING, Limits.PREPARATION);
    delivery.orElseThrow().prepare();
  }

  private void leavePlace() {
    ticket.ifPresent(each -> delivery.orElseThrow().whenPrepared(each::leave));
    ticket = Optional.empty();
  }

  private void leaveTenant(Tenants.Member member) {
    delivery.ifPresentOrElse(to -> to.whenPrepared(member::leave), member::leave);
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
      early.drainTo(Session.this::take);
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
    if (stage.is(Phase.PREPARING) && !early.isEnded()) {
      early.add(piece);
    } else {
      take(piece);
    }
  }

  private void take(ByteBuf piece) {
    if (!stage.is(Phase.UPLOADING)) {
      throwAway(piece);
    } else if (piece.isReadable()) {
      stage.progressed(piece.readableBytes(), endpoint.limits().stalled());
      upload(piece);
    } else {
      piece.release();
      leftovers.end();
      stage.enter(Phase.WAITING, Limits.ANSWER);
      delivery.orElseThrow().endUpload();
    }
  }

  private void throwAway(ByteBuf piece) {
    int bytes = piece.readableBytes();
    piece.release();
    if (!leftovers.take(bytes)) {
      ctx.close();
    } else if (bytes == 0) {
      allSent();
    } else if (stage.is(Phase.LEAVING) && leftovers.areExpected()) {
      stage.progressed(bytes, endpoint.limits().stalled());
    }
  }

  /** A client that has said and been told all has a moment to leave. */
  private void allSent() {
    boolean isNew = leftovers.areExpected();
    leftovers.end();
    if (isNew && stage.is(Phase.LEAVING)) {
      records.rest();
      allWritten();
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
          case PREPARING -> !early.isFull(); // else nobody would notice that the client left
          case CLOSED -> false;
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
    } else if (stage.is(Phase.HANDSHAKE) || readsWithoutEnd()) {
      ctx.close();
    }
  }

  private boolean readsWithoutEnd() {
    return stage.is(Phase.ANSWERING) && delivery.orElseThrow().mayBeSilent();
  }

  /**
   * The client's side of the connection is shut. What it has said in full is carried out, and it
   * may still read the answer; who only waits for a place has left.
   */
  private void inputShut() {
    farewell.inputShut();
    if (stage.is(Phase.HANDSHAKE)) {
      // All of the handshake may have come, and wait for a worker.
      ctx.executor()
          .schedule(
              LastWords.guarding(this::endHandshake),
              Limits.FAREWELL.toMillis(),
              TimeUnit.MILLISECONDS);
    } else if (ticket.filter(DaemonPlaces.Ticket::waits).isPresent() && !early.isEnded()) {
      ctx.close();
    } else {
      clientSaidAll();
    }
  }

  private void endHandshake() {
    if (stage.is(Phase.HANDSHAKE)) {
      ctx.close();
    }
  }

  private void refuse(String why) {
    if (stage.isOver()) {
      return;
    }
    LOG.warn("{}: refused {}: {}", Peer.of(ctx.channel()), name, StrangersLog.shortened(why));
    farewell.refuse(name, why);
    leave();
  }

  private void leave() {
    if (stage.isOver()) {
      return;
    }
    stage.enter(Phase.LEAVING, endpoint.limits().stalled());
    if (early.isEnded()) {
      leftovers.end();
    }
    if (!leftovers.areExpected()) {
      records.rest();
    }
    delivery.ifPresent(Delivery::close);
    leavePlace();
    early.release();
    farewell.begin(this::allWritten);
    regulateInput();
  }

  private void allWritten() {
    if (stage.is(Phase.LEAVING) && farewell.isAllWritten()) {
      boolean waits = leftovers.areExpected();
      stage.enter(Phase.LEAVING, waits ? endpoint.limits().stalled() : Limits.FAREWELL);
    }
    regulateInput();
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
    Optional<String> why =
        delivery.flatMap(to -> to.expired(stage.phase(), endpoint.limits().stalled()));
    if (ticket.filter(DaemonPlaces.Ticket::waits).isPresent()) {
      refuse("the commands of this tenant take all the places that it may have; try again later");
    } else if (why.isPresent()) {
      refuse(why.get());
    } else {
      ctx.close();
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
      if (cause instanceof IOException && !(cause instanceof SSLException)) {
        ctx.close(); // a reset; what TLS does not like is told of by the handshake's own event
      }
      return;
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
    leavePlace();
    early.release();
    membership.ifPresent(this::leaveTenant);
    endpoint.closed(this);
  }
}
