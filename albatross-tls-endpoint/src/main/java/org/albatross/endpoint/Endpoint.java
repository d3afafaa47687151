package org.albatross.endpoint;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import java.io.Closeable;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.albatross.core.daemon.FairPool;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.daemon.Pools;
import org.albatross.core.daemon.Shares;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.MemoryBudget;
import org.albatross.core.tls.ClientTrust;
import org.albatross.core.tls.Identity;
import org.albatross.core.tls.Jsse;
import org.albatross.core.tls.Tls;
import org.albatross.core.transfer.DiskShares;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all clients share. One event loop moves all bytes and owns all sessions. Signatures are made
 * and checked by as many threads as there are processors; images are uncompressed and written by
 * others, of which no tenant takes all. Each connection has one task at a time there, and each
 * image what came of it at once.
 */
final class Endpoint implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final long CHECK_SECONDS = 1;

  private final MultiThreadIoEventLoopGroup group = new ClientLoop();
  private final EventLoop loop = group.next();
  private final ExecutorService workers;
  private final FairPool<Path> bulk;
  private final Shares<Path> spools;
  private final DiskShares<Path> spooled;
  private final ClientTrust trust;
  private final Tls tls;
  private final Limits limits;
  private final MemoryBudget handshakes;
  private final Daemons daemons;
  private final StrangersLog strangersLog = new StrangersLog();
  private final Strangers strangers;
  private final Tenants tenants;
  private final DaemonPlaces places = new DaemonPlaces();
  private final Set<Session> sessions = new HashSet<>();

  /** Those of whom nobody knows yet whose they are, the oldest first. */
  private final Set<HandshakeGuard> unknown = new LinkedHashSet<>();

  /** Ready for connections. */
  Endpoint(Identity identity, ClientTrust trust, Limits limits, java.nio.file.Path tmpdir) {
    this.limits = limits;
    this.trust = trust;
    strangers = new Strangers(limits.perAddress(), Limits.FAIR_HANDSHAKE.toNanos());
    tenants = Tenants.of(limits);
    tls = identity.tls(trust);
    handshakes = new MemoryBudget(limits.handshakeBytes());
    handshakes.onPressure(this::evictOldestStranger);
    daemons = new Daemons(loop, tmpdir);
    workers = Pools.bounded("worker", Runtime.getRuntime().availableProcessors());
    bulk = new FairPool<>("bulk", Limits.BULK_THREADS, Limits.BULK_THREADS_PER_TENANT);
    spools = new Shares<>(Limits.SPOOLS_PER_TENANT, Limits.SPOOLS);
    spooled = new DiskShares<>(limits.spool().directory(), tenant -> false);
    var unused =
        loop.scheduleAtFixedRate(
            LastWords.guarding(this::checkAll), CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  ClientTrust trust() {
    return trust;
  }

  Limits limits() {
    return limits;
  }

  Daemons daemons() {
    return daemons;
  }

  Tenants tenants() {
    return tenants;
  }

  DaemonPlaces places() {
    return places;
  }

  StrangersLog strangersLog() {
    return strangersLog;
  }

  /** Makes a new connection one of a client, if its address has a place for it. */
  void welcome(Channel channel) {
    HandshakeGuard guard =
        new HandshakeGuard(handshakes, Jsse.handshakeBytes(limits.certificate()), strangersLog);
    Optional<Origin> origin = Origin.of(channel.remoteAddress());
    if (origin.isPresent()) {
      Optional<Strangers.Place> place =
          strangers.enter(
              origin.get(), System.nanoTime(), () -> guard.evict("others of its address"));
      if (place.isEmpty()) {
        turnAway(channel);
        return;
      }
      guard.holds(place.get());
    }
    unknown.add(guard);
    guard.onLeave(() -> unknown.remove(guard));
    SslHandler handler = new ClientTls(tls.server(), workers, strangersLog);
    handler.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
    RecordGuard records = new RecordGuard();
    Session session = new Session(this, handler, guard, records);
    sessions.add(session);
    channel
        .pipeline()
        .addLast(guard, records, handler, records.behindTls(), new PieceDecoder(), session);
  }

  /** Whether one more may connect: there is a place, or somebody whose it can be. */
  boolean mayEnter(int open, long now) {
    return open < limits.connections() || overdue(now).isPresent();
  }

  /** Ends the connection that had its time to show whose it is, if there is one. */
  void evictOverdue(long now) {
    overdue(now).ifPresent(this::evict);
  }

  private Optional<HandshakeGuard> overdue(long now) {
    return unknown.stream().filter(guard -> guard.isOverdue(now)).findFirst();
  }

  /** There is too little memory: the oldest goes, whatever time it had. */
  private boolean evictOldestStranger() {
    Optional<HandshakeGuard> oldest = unknown.stream().findFirst();
    oldest.ifPresent(this::evict);
    return oldest.isPresent();
  }

  private void evict(HandshakeGuard guard) {
    unknown.remove(guard);
    guard.evict("others");
  }

  /** At the least cost: nothing is said, and no trace of it is left in the kernel. */
  private void turnAway(Channel channel) {
    strangersLog.refused(
        Peer.of(channel),
        "turned away, its address has %s connections that have not shown whose they are"
            .formatted(limits.perAddress()));
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  void closed(Session session) {
    sessions.remove(session);
  }

  /** The threads for images of one tenant. */
  private Executor bulk(Path tenant) {
    return job -> bulk.execute(tenant, job);
  }

  /**
   * Refuses an image in a certificate that cannot run, or is too large; completes on the loop.
   *
   * @param unwanted whether nobody waits for it any more; asked from another thread
   */
  CompletableFuture<Void> checkImage(
      Path tenant, Payload.Command command, BooleanSupplier unwanted) {
    return LeafImage.of(command, unwanted)
        .map(image -> CompletableFuture.runAsync(image, bulk(tenant)).thenRunAsync(() -> {}, loop))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** A place for an image that albatrossd does not take as a stream. */
  Spool spool(Path tenant, DaemonConnection vmmd, Message create, Delivery.Client client)
      throws AlbatrossException {
    if (!spools.take(tenant, 1)) {
      throw new AlbatrossException(
          "the endpoint collects %s images of %s for albatrossd already; try again later"
              .formatted(spools.of(tenant), tenant));
    }
    DiskShares<Path>.Part room = spooled.part(tenant);
    Spool.Events events =
        new Spool.Events() {
          @Override
          public void ready() {
            client.uploadReady();
          }

          @Override
          public void failed(String why) {
            client.refused(why);
          }

          @Override
          public void ended() {
            room.close();
            spools.giveBack(tenant, 1);
          }
        };
    return new Spool(
        vmmd, create, new Spool.Place(limits.spool(), room), bulk(tenant), loop, events);
  }

  /** What a task of netty's fails with is nobody's, and it would not be repeated. */
  private void checkAll() {
    try {
      check(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.error("internal error, going on", e);
    }
  }

  private void check(long now) {
    strangersLog.check(now);
    for (Session session : Set.copyOf(sessions)) {
      try {
        session.check(now);
      } catch (RuntimeException e) { // of one, which must not be the end of the others' limits
        session.broken(e);
      }
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    workers.shutdownNow();
    bulk.close();
  }

  static ClientTrust trust(java.security.cert.X509Certificate ca) {
    return new ClientTrust(ca, Clock.systemUTC());
  }
}
