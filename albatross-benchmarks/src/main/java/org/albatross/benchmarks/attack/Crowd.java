package org.albatross.benchmarks.attack;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Many connections that mean harm, on one thread, and what became of them. They end with it. May be
 * asked from any thread.
 */
public final class Crowd implements AutoCloseable {
  private static final int AT_ONCE = 32;
  private static final Duration AGAIN = Duration.ofMillis(50);

  /** Of so many refusals the words are kept. */
  private static final int KEPT_REFUSALS = 1000;

  /** Bytes: the kernel shall not read in place of who does not. */
  private static final int LITTLE_BUFFER = 1 << 16;

  static {
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("crowd", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Set<Intruder> present = ConcurrentHashMap.newKeySet();
  private final AtomicInteger entered = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int underway;
  private volatile boolean closing;

  /** So many more connections that go where they are sent, once. */
  public Crowd send(int count, Entrance entrance, Habit habit) {
    return connect(count, entrance, habit, false);
  }

  /** The same, and whenever one has ended another one comes. */
  public Crowd keepSending(int count, Entrance entrance, Habit habit) {
    return connect(count, entrance, habit, true);
  }

  private Crowd connect(int count, Entrance entrance, Habit habit, boolean again) {
    for (int i = 0; i < count; i++) {
      loop.execute(() -> enqueue(() -> connect(entrance, habit, again)));
    }
    return this;
  }

  /** A few handshakes at a time: else we had no time for any of them. */
  private void enqueue(Runnable connecting) {
    waiting.add(connecting);
    goOn();
  }

  private void goOn() {
    while (underway < AT_ONCE && !waiting.isEmpty() && !closing) {
      underway++;
      waiting.remove().run();
    }
  }

  /** One that was under way has come in, or is gone. */
  void arrived() {
    underway--;
    goOn();
  }

  private void connect(Entrance entrance, Habit habit, boolean again) {
    Intruder intruder = new Intruder(this, habit, entrance.identity().isPresent());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    entrance.identity().ifPresent(who -> channel.pipeline().addLast(tls(who)));
                    channel.pipeline().addLast(intruder);
                  }
                });
    Bootstrap ready =
        entrance.isUnix()
            ? bootstrap.channel(NioDomainSocketChannel.class)
            : bootstrap
                .channel(NioSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, LITTLE_BUFFER);
    ready
        .connect(entrance.address())
        .addListener(
            done -> {
              if (!done.isSuccess()) { // the other side is full: one more try, as others do
                arrived();
                later(() -> enqueue(() -> connect(entrance, habit, again)));
              } else if (again) {
                intruder.afterwards(
                    () -> later(() -> enqueue(() -> connect(entrance, habit, true))));
              }
            });
  }

  private void later(Runnable action) {
    if (!closing) {
      loop.schedule(action, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static SslHandler tls(SSLContext identity) {
    SSLEngine engine = identity.createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(0); // it has time
    handler.setCloseNotifyFlushTimeoutMillis(0);
    return handler;
  }

  void entered(Intruder who) {
    entered.incrementAndGet();
    present.add(who);
    arrived();
  }

  void replied(Optional<String> refusal) {
    if (refusal.isEmpty()) {
      answered.incrementAndGet();
    } else if (refused.incrementAndGet() <= KEPT_REFUSALS) {
      refusals.add(refusal.get());
    }
  }

  void gone(Intruder who, boolean wasCutOff) {
    if (!present.remove(who)) {
      arrived(); // within its handshake
    }
    if (wasCutOff && !closing) {
      cutOff.incrementAndGet();
    }
  }

  /** How many have come in until now: with TLS, whose handshake is done on this side. */
  public int entered() {
    return entered.get();
  }

  /** How many are connected. */
  public int present() {
    return present.size();
  }

  /** How many are connected and have got no whole reply. */
  public int holding() {
    return (int) present.stream().filter(each -> !each.isReplied()).count();
  }

  /** How many whole frames came that were no refusal. */
  public int answered() {
    return answered.get();
  }

  /** How many refusals came. */
  public int refused() {
    return refused.get();
  }

  /** The words of the first refusals. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** How many were closed by the other side without a whole reply. */
  public int cutOff() {
    return cutOff.get();
  }

  /** Who did not read reads from now on. */
  public void readOn() {
    loop.execute(() -> present.forEach(each -> each.readOn(true)));
  }

  @Override
  public String toString() {
    return "%s came, %s are there, %s got answers, %s refusals %s, %s were cut off"
        .formatted(
            entered(),
            present(),
            answered(),
            refused(),
            refusals().stream().distinct().limit(5).toList(),
            cutOff());
  }

  @Override
  public void close() {
    closing = true;
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
