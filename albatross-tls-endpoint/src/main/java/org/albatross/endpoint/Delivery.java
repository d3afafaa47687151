package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Feature;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.net.Service;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.transfer.RefusedData;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command of one client on its way: to which daemon, with what, and what comes back. */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** Who hears of it. */
  interface Client extends ReplyRelay.Sink {
    /** The daemon has the command; what the client streams may follow. */
    void delivered();

    /** More of the stream may be taken, after {@link #isReady} was false; or less. */
    void uploadReady();

    /** It comes to nothing. */
    void refused(String why);

    /** All that the daemon said at once was forwarded. */
    void answeredSoFar();
  }

  private final CertificateRequest request;
  private final Endpoint endpoint;
  private final Path tenant;
  private final Client client;
  private final Service service;
  private Optional<DaemonConnection> daemon = Optional.empty();
  private Optional<Upload> upload = Optional.empty();
  private CompletableFuture<?> preparation = CompletableFuture.completedFuture(null);
  private boolean looked;

  /** Asked for by other threads, too. */
  private volatile boolean closed;

  Delivery(CertificateRequest request, Path tenant, Endpoint endpoint, Client client) {
    this.request = request;
    this.endpoint = endpoint;
    this.tenant = tenant;
    this.client = client;
    this.service = Service.of(request.command());
  }

  String description() {
    return request.description();
  }

  /** The program that answers. */
  String daemon() {
    return service.daemon();
  }

  /** Whether the client streams something behind its certificates. */
  boolean wantsUpload() {
    return request.command().isFollowedByData() || awaitsImage();
  }

  /**
   * How much the client may have to stream.
   *
   * @param maxImage bytes of the largest image
   * @return in bytes
   */
  long mostUpload(int maxImage) {
    return RefusedData.most(request.command(), maxImage);
  }

  /** What it takes of the daemon. */
  DaemonPlaces.Use use() {
    if (mayBeSilent()) {
      return service == Service.CONSOLE ? DaemonPlaces.Use.CONSOLE : DaemonPlaces.Use.STATISTICS;
    }
    Payload.Command command = request.command();
    boolean moves =
        wantsUpload()
            || command instanceof UnikernelCommand.Create
            || command instanceof UnikernelCommand.Get
            || command instanceof BlockCommand.Dump
            || command instanceof BlockCommand.DumpAtOnce;
    return moves ? DaemonPlaces.Use.TRANSFER : DaemonPlaces.Use.COMMAND;
  }

  /** Whether it is a message of our own, which the client can say in older words too. */
  private boolean isBlockExtension() {
    return request.command() instanceof BlockCommand.AddStreamed
        || request.command() instanceof BlockCommand.SetStreamed;
  }

  private boolean awaitsImage() {
    return request.command() instanceof UnikernelCommand.Create create
        && (create.streamed()
            || create.config().type() == VmType.SOLO5 && create.config().image().data().isEmpty());
  }

  /** Whether the daemon may say nothing for as long as it likes. */
  boolean mayBeSilent() {
    return replies(request.command()) == ReplyRelay.Replies.STREAM;
  }

  /** Finds the daemon, tells it the policies, and hands the command over. */
  void prepare() {
    preparation =
        endpoint
            .checkImage(tenant, request.command(), () -> closed)
            .thenCompose(fits -> connect())
            .whenComplete(
                (connected, failure) -> {
                  if (failure != null) {
                    client.refused(reason(failure));
                  } else {
                    prepared(connected);
                  }
                });
  }

  private void prepared(Connected connected) {
    if (closed) {
      connected.daemon().close();
    } else if (isBlockExtension() && !connected.features.contains(Feature.BLOCK_STREAMED)) {
      connected.daemon().close();
      client.refused("albatrossd does not know it: unknown alternative in the command");
    } else {
      daemon = Optional.of(connected.daemon());
      hand(connected);
    }
  }

  /**
   * Runs something when nothing is under way any more of what was begun before: until then what the
   * client took is not free, though it may have left.
   */
  void whenPrepared(Runnable action) {
    var unused = preparation.whenComplete((done, failure) -> action.run());
  }

  private record Connected(Reached reached, Set<Feature> features) {
    DaemonConnection daemon() {
      return reached.daemon();
    }
  }

  private CompletableFuture<Connected> connect() {
    looked = true;
    if (closed) {
      return CompletableFuture.failedFuture(new AlbatrossException("the client left"));
    }
    Daemons daemons = endpoint.daemons();
    boolean hasPolicies = service == Service.VMMD && !request.grants().isEmpty();
    CompletableFuture<Set<Feature>> features =
        hasPolicies
                || awaitsImage()
                || isBlockExtension()
                || request.command() instanceof UnikernelCommand.InfoState
            ? daemons.features()
            : CompletableFuture.completedFuture(EnumSet.noneOf(Feature.class));
    return features.thenCompose(
        known ->
            daemons
                .connect(service, hasPolicies ? request.grants() : List.of(), known)
                .thenApply(reached -> new Connected(reached, known)));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof AlbatrossException) {
      return cause.getMessage();
    }
    LOG.error("internal error", cause);
    return "internal error in the endpoint; see its log";
  }

  private void hand(Connected connected) {
    DaemonConnection to = connected.daemon();
    to.relay(
        new ReplyRelay(
            replies(request.command()),
            request.name(),
            connected.reached().leftOut().filter(note -> dependsOnPolicies(request.command())),
            service.daemon(),
            client),
        client::answeredSoFar);
    to.onWritabilityChanged(client::uploadReady);
    try {
      if (awaitsImage()) {
        createStreamed(to, connected.features.contains(Feature.CREATE_STREAMED));
      } else {
        send(to, inWordsOf(connected.features));
        upload = wantsUpload() ? Optional.of(Upload.to(to)) : Optional.empty();
      }
      client.delivered();
    } catch (AlbatrossException | RuntimeException e) { // there is nobody else to tell the client
      client.refused(reason(e));
    }
  }

  private void createStreamed(DaemonConnection vmmd, boolean known) throws AlbatrossException {
    UnikernelCommand.Create create = (UnikernelCommand.Create) request.command();
    if (known) {
      send(vmmd, new UnikernelCommand.Create(create.config(), create.force(), true));
      upload = Optional.of(Upload.to(vmmd));
    } else {
      Message plain = endpoint.daemons().message(request.name(), create);
      upload = Optional.of(endpoint.spool(tenant, vmmd, plain, client));
    }
  }

  /** The original is asked for what it has, which is less than the state. */
  private Payload.Command inWordsOf(Set<Feature> known) {
    return request.command() instanceof UnikernelCommand.InfoState
            && !known.contains(Feature.INFO_STATE)
        ? new UnikernelCommand.Info(InfoShape.CURRENT)
        : request.command();
  }

  private void send(DaemonConnection to, Payload.Command command) {
    Message message = endpoint.daemons().message(request.name(), command);
    to.sendFrame(Unpooled.wrappedBuffer(Wire.encode(message)));
    to.flush();
  }

  private static ReplyRelay.Replies replies(Payload.Command command) {
    if (command instanceof BlockCommand.Dump) {
      return ReplyRelay.Replies.DUMP;
    }
    boolean stream =
        command instanceof StatsCommand.Subscribe
            || command instanceof ConsoleCommand.SubscribeLast
            || command instanceof ConsoleCommand.SubscribeSince;
    return stream ? ReplyRelay.Replies.STREAM : ReplyRelay.Replies.ONE;
  }

  /** Whether what becomes of it is a matter of the policies in force. */
  private static boolean dependsOnPolicies(Payload.Command command) {
    return command instanceof UnikernelCommand.Create
        || command instanceof UnikernelCommand.Restart
        || command instanceof BlockCommand.Add
        || command instanceof BlockCommand.AddStreamed;
  }

  /** A piece of the stream; takes it over. */
  void upload(ByteBuf piece) throws AlbatrossException {
    upload.orElseThrow().piece(piece);
  }

  void flushUpload() {
    upload.orElseThrow().flush();
  }

  void endUpload() {
    upload.orElseThrow().end();
  }

  /** Whether more of the stream may be taken now. */
  boolean isReady() {
    return upload.orElseThrow().isReady();
  }

  /** What it was that took too long; absent where that is no reason to say anything. */
  Optional<String> expired(Stage.Phase phase, Duration stalled) {
    return switch (phase) {
      case PREPARING, WAITING ->
          Optional.of(
              looked
                  ? "no answer from " + daemon() + " for too long"
                  : "other images of the same tenant are looked at; try again later");
      case UPLOADING -> {
        long seconds = stalled.toSeconds();
        yield Optional.of(
            isReady()
                ? "less than 16 KiB came within %s s".formatted(seconds)
                : "%s took less than 16 KiB within %s s".formatted(daemon(), seconds));
      }
      default -> Optional.empty();
    };
  }

  /** Whether the daemon is read from. */
  void read(boolean on) {
    daemon.ifPresent(from -> from.read(on));
  }

  /** Ends it, wherever it is. */
  void close() {
    closed = true;
    upload.ifPresent(Upload::close);
    daemon.ifPresent(DaemonConnection::close);
  }
}
