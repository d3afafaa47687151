package org.albatross.endpoint;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.daemon.Pools;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;
import org.albatross.core.net.MemoryBudget;
import org.albatross.core.tls.ClientTrust;
import org.albatross.core.tls.Identity;
import org.albatross.core.tls.Jsse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all clients share. One event loop moves all bytes and owns all sessions. Signatures are made
 * and checked by as many threads as there are processors, a disk is waited for by others: each
 * connection has one task at a time there, and each image what came of it at once.
 */
final class Endpoint implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final long CHECK_SECONDS = 1;

  private final MultiThreadIoEventLoopGroup group = new ClientLoop();
  private final EventLoop loop = group.next();
  private final ExecutorService workers;
  private final ExecutorService disk;
  private final ClientTrust trust;
  private final SSLContext context;
  private final Limits limits;
  private final MemoryBudget handshakes;
  private final Daemons daemons;
  private final StrangersLog strangersLog = new StrangersLog();
  private final Strangers strangers;
  private final Tenants tenants;
  private final Set<Session> sessions = new HashSet<>();
  private int spools;

  /** Ready for connections. */
  Endpoint(Identity identity, ClientTrust trust, Limits limits, Path tmpdir) {
    this.limits = limits;
    this.trust = trust;
    strangers = new Strangers(limits.perAddress(), Limits.FAIR_HANDSHAKE.toNanos());
    tenants = new Tenants(limits.perTenant());
    context = identity.context(trust);
    handshakes =
        new MemoryBudget(Limits.handshakeBytes(limits.certificate()), Limits.FREE_HANDSHAKE);
    daemons = new Daemons(loop, tmpdir);
    workers = Pools.bounded("worker", Runtime.getRuntime().availableProcessors());
    disk = Pools.bounded("disk", Limits.DISK_THREADS);
    var unused =
        loop.scheduleAtFixedRate(this::checkAll, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
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
          strangers.enter(origin.get(), System.nanoTime(), guard::evict);
      if (place.isEmpty()) {
        turnAway(channel);
        return;
      }
      guard.holds(place.get());
    }
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    SslHandler tls = new ClientTls(engine, workers, strangersLog);
    tls.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
    RecordGuard records = new RecordGuard();
    Session session = new Session(this, tls, guard, records);
    sessions.add(session);
    channel
        .pipeline()
        .addLast(guard, records, tls, records.behindTls(), new PieceDecoder(), session);
  }

  /** At the least cost: nothing is said, and no trace of it is left in the kernel. */
  private void turnAway(Channel channel) {
    strangersLog.refused(
        Peer.of(channel),
        "turned away, its address has %d connections that have not shown whose they are"
            .formatted(limits.perAddress()));
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  void closed(Session session) {
    sessions.remove(session);
  }

  /** A place for an image that albatrossd does not take as a stream. */
  Spool spool(DaemonConnection vmmd, Message create, Delivery.Client client)
      throws AlbatrossException {
    if (spools >= Limits.SPOOLS) {
      throw new AlbatrossException(
          "the endpoint collects %d images for albatrossd already; try again later"
              .formatted(spools));
    }
    spools++;
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
            spools--;
          }
        };
    return new Spool(vmmd, create, limits.spool(), disk, loop, events);
  }

  /** What a task of netty's fails with is nobody's, and it would not be repeated. */
  private void checkAll() {
    try {
      check(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.error("internal error, going on", e);
    } catch (Error e) {
      LastWords.of(e);
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
    disk.shutdownNow();
  }

  static ClientTrust trust(java.security.cert.X509Certificate ca) {
    return new ClientTrust(ca, Clock.systemUTC());
  }
}
