package org.albatross.endpoint;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslHandler;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;
import org.albatross.core.net.MemoryBudget;
import org.albatross.core.tls.ClientTrust;
import org.albatross.core.tls.Identity;

/**
 * What all clients share. One event loop moves all bytes and owns all sessions; what takes long,
 * signatures and the disk, happens on as many threads as there are processors.
 */
final class Endpoint implements Closeable {
  private static final long CHECK_SECONDS = 1;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final ExecutorService workers;
  private final ClientTrust trust;
  private final SSLContext context;
  private final Limits limits;
  private final MemoryBudget handshakes;
  private final Daemons daemons;
  private final Set<Session> sessions = new HashSet<>();

  /** Ready for connections. */
  Endpoint(Identity identity, ClientTrust trust, Limits limits, Path tmpdir) {
    this.limits = limits;
    this.trust = trust;
    context = identity.context(trust);
    handshakes =
        new MemoryBudget(Limits.handshakeBytes(limits.certificate()), Limits.FREE_HANDSHAKE);
    daemons = new Daemons(loop, tmpdir);
    AtomicInteger count = new AtomicInteger();
    workers =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            task -> {
              Thread thread = new Thread(task, "worker-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
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

  /** Makes a new connection one of a client. */
  void welcome(Channel channel) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    SslHandler tls = new ClientTls(engine, workers);
    tls.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
    HandshakeGuard guard = new HandshakeGuard(handshakes);
    Session session = new Session(this, tls, guard);
    sessions.add(session);
    channel.pipeline().addLast(guard, tls, new PieceDecoder(), session);
  }

  void closed(Session session) {
    sessions.remove(session);
  }

  /** A place for an image that albatrossd does not take as a stream. */
  Spool spool(DaemonConnection vmmd, Message create, Delivery.Client client)
      throws AlbatrossException {
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
        };
    return new Spool(vmmd, create, limits.spool(), workers, loop, events);
  }

  private void checkAll() {
    long now = System.nanoTime();
    for (Session session : Set.copyOf(sessions)) {
      session.check(now);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    workers.shutdownNow();
  }

  static ClientTrust trust(java.security.cert.X509Certificate ca) {
    return new ClientTrust(ca, Clock.systemUTC());
  }
}
