package org.albatross.endpoint;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.model.AlbatrossException;

/** Serves the one connection that inetd hands over as standard input, and ends with it. */
final class InheritedConnection implements Daemon {
  private final Endpoint endpoint;
  private final Channel channel;

  InheritedConnection(Endpoint endpoint) throws AlbatrossException, IOException {
    this.endpoint = endpoint;
    if (!(System.inheritedChannel() instanceof SocketChannel socket)) {
      throw new AlbatrossException(
          "standard input is no connection: --inetd is for inetd, or a program like it");
    }
    channel = new NioSocketChannel(socket);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel
        .pipeline()
        .addLast(
            new ChannelInitializer<Channel>() { // on the loop, which owns all that it makes
              @Override
              protected void initChannel(Channel inherited) {
                endpoint.welcome(inherited);
              }
            });
    endpoint.group().register(channel).syncUninterruptibly();
  }

  @Override
  public void run() {
    channel.closeFuture().syncUninterruptibly();
  }

  @Override
  public void stop() {
    channel.close();
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
