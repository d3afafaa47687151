package org.albatross.influx;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.daemon.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves metrics by HTTP to everybody who connects, as many as may be: who says nothing, or reads
 * nothing, is in nobody's way. Answers are made on a thread of their own, one after the other.
 */
final class MetricsServer implements Closeable, Visit.Host {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

  /** Connections; each may hold {@link #RECEIVED} and a request that is not whole. */
  static final int MOST = 128;

  private static final int RECEIVED = 4096;
  private static final int LONGEST_LINE = 4096;
  private static final int LARGEST_HEADERS = 8192;

  /** The part of the heap that answers may take which are not read. */
  private static final int HEAP_PART = 8;

  private static final String TEXT = "albatross-influx: the metrics are at /metrics\n";

  private final MetricsLoop group = new MetricsLoop();
  private final EventLoop loop = group.next();
  private final ExecutorService scraping = Pools.bounded("scrape", 1);
  private final Visitors<Visit> visitors = new Visitors<>(MOST);
  private final PrometheusScrapeHandler handler;
  private final long mostPending;
  private final Channel server;

  /** Listens at an address. */
  MetricsServer(InetSocketAddress address, PrometheusScrapeHandler handler) throws IOException {
    this(address, handler, Runtime.getRuntime().maxMemory() / HEAP_PART);
  }

  /**
   * Listens at an address.
   *
   * @param mostPending how many bytes of answers may wait for those who asked
   */
  MetricsServer(InetSocketAddress address, PrometheusScrapeHandler handler, long mostPending)
      throws IOException {
    this.handler = handler;
    this.mostPending = mostPending;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channelFactory(NioServerSocketChannel::new)
            .childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVED))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    welcome(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close(bound.channel());
      throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
    }
    server = bound.channel();
    loop.scheduleAtFixedRate(LastWords.guarding(this::look), 1, 1, TimeUnit.SECONDS);
  }

  /** The port, which the host chose if 0 was asked for. */
  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private void welcome(Channel channel) {
    Visit visit = new Visit(channel, this);
    visitors.enter(visit, System.nanoTime()).ifPresent(Visit::close);
    channel.closeFuture().addListener(closed -> visitors.leave(visit));
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(LARGEST_HEADERS)
            .setMaxChunkSize(RECEIVED);
    channel.pipeline().addLast(new HttpServerCodec(limits), visit);
  }

  @Override
  public void asked(Visit visit) {
    visitors.asks(visit, System.nanoTime());
  }

  @Override
  public void answer(Visit visit, HttpRequest request) {
    visitors.answer(visit, System.nanoTime());
    HttpMethod method = request.method();
    String path = new QueryStringDecoder(request.uri()).path();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      visit.answer(Scrape.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET\n"));
    } else if (path.equals("/metrics")) {
      scraping.execute(() -> scrape(visit, request));
    } else if (path.equals("/") || path.equals("/-/healthy")) {
      visit.answer(Scrape.text(HttpResponseStatus.OK, TEXT));
    } else {
      visit.answer(Scrape.text(HttpResponseStatus.NOT_FOUND, "there is nothing but /metrics\n"));
    }
  }

  private void scrape(Visit visit, HttpRequest request) {
    try {
      FullHttpResponse answer = Scrape.answer(request, handler);
      loop.execute(() -> send(visit, answer));
    } catch (OutOfMemoryError e) {
      LOG.error("no memory for the metrics of all unikernels; give more with -Xmx");
      loop.execute(visit::close);
    }
  }

  /** Who asks now is served; who asked and does not read makes room for it. */
  private void send(Visit visit, FullHttpResponse answer) {
    long now = System.nanoTime();
    long pending = answer.content().readableBytes();
    for (Visit each : visitors.taking(now)) {
      pending += each.pending();
    }
    for (Visit each : visitors.taking(now)) {
      if (pending > mostPending) {
        pending -= each.pending();
        LOG.info("closing a connection that does not read: the answers that wait are too many");
        each.close();
      }
    }
    visit.answer(answer);
    visitors.pending(visit, visit.pending(), now);
  }

  @Override
  public void answered(Visit visit) {
    visitors.answered(visit, System.nanoTime());
  }

  /** What a task of netty's fails with is nobody's, and it would not be repeated. */
  private void look() {
    try {
      long now = System.nanoTime();
      visitors.taking(now).forEach(each -> visitors.pending(each, each.pending(), now));
      visitors.late(now).forEach(Visit::close);
    } catch (RuntimeException e) {
      LOG.error("internal error, going on", e);
    }
  }

  @Override
  public void close() {
    close(server);
  }

  private void close(Channel listening) {
    listening.close().syncUninterruptibly();
    scraping.shutdownNow();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
