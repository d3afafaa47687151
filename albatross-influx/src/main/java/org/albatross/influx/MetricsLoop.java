package org.albatross.influx;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Executor;
import org.albatross.core.daemon.LastWords;

/**
 * The event loop of all who fetch metrics. netty logs what ends its thread and leaves it at that;
 * here it is the end of the daemon.
 */
final class MetricsLoop extends MultiThreadIoEventLoopGroup {
  MetricsLoop() {
    super(1, NioIoHandler.newFactory());
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... unused) {
    return new Watched(this, executor, handlers);
  }

  private static final class Watched extends SingleThreadIoEventLoop {
    Watched(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
      super(group, executor, handlers);
    }

    @Override
    protected void run() {
      try {
        super.run();
      } catch (RuntimeException | Error e) {
        LastWords.of(e);
        throw e;
      }
    }
  }
}
