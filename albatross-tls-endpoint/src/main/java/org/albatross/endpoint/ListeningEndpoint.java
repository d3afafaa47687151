package org.albatross.endpoint;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.LastWords;

/** Serves everybody who connects to a port. */
final class ListeningEndpoint implements Daemon {
  /** In seconds: a peer that vanished is noticed after two minutes. */
  private static final int KEEP_ALIVE_IDLE = 60;

  private static final int KEEP_ALIVE_INTERVAL = 15;
  private static final int KEEP_ALIVE_COUNT = 4;
  private static final int LOOK_AGAIN_MILLIS = 100;

  private final Endpoint endpoint;
  private final Channel server;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private int open;
  private boolean looksAgain;

  /** Takes over a socket that listens already. */
  ListeningEndpoint(Endpoint endpoint, ServerSocketChannel socket) {
    this.endpoint = endpoint;
    ChannelFuture registered =
        new ServerBootstrap()
            .group(endpoint.group())
            .channelFactory(() -> new NioServerSocketChannel(socket))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted(channel);
                  }
                })
            .register();
    server = registered.syncUninterruptibly().channel();
  }

  private void accepted(Channel channel) {
    Channel server = channel.parent();
    open++;
    if (open > endpoint.limits().connections()) {
      endpoint.evictOverdue(System.nanoTime());
    }
    channel
        .closeFuture()
        .addListener(
            closed -> {
              open--;
              regulate(server);
            });
    // Where the system has no such options these do nothing.
    channel
        .config()
        .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_ALIVE_IDLE);
    channel
        .config()
        .setOption(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_ALIVE_INTERVAL);
    channel
        .config()
        .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_ALIVE_COUNT);
    endpoint.welcome(channel);
    regulate(server);
  }

  /** Who finds no place waits in the kernel's queue, until one left or had its time. */
  private void regulate(Channel server) {
    boolean accepts = endpoint.mayEnter(open, System.nanoTime());
    server.config().setAutoRead(accepts);
    if (!accepts && !looksAgain) {
      looksAgain = true;
      server
          .eventLoop()
          .schedule(
              LastWords.guarding(
                  () -> {
                    looksAgain = false;
                    regulate(server);
                  }),
              LOOK_AGAIN_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void run() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    endpoint.close();
  }
}
