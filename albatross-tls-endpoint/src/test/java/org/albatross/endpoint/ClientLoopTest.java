package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientLoopTest {
  /** Something that the loop itself reads, and that it does not survive. */
  private record Fatal(SelectableChannel selectableChannel, Error error) implements NioIoHandle {
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      throw error;
    }

    @Override
    public void close() throws IOException {
      selectableChannel.close();
    }
  }

  @Test
  void theEndOfTheLoopIsToldAsTheEndOfItsThread() throws Exception {
    BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> ends.add(e));
    ClientLoop loop = new ClientLoop();
    Pipe pipe = Pipe.open();
    try (Pipe.SinkChannel sink = pipe.sink()) {
      pipe.source().configureBlocking(false);
      OutOfMemoryError error = new OutOfMemoryError();
      IoRegistration registration = loop.register(new Fatal(pipe.source(), error)).get();
      loop.next()
          .submit(() -> assertTrue(registration.submit(NioIoOps.READ) >= 0))
          .get(30, TimeUnit.SECONDS);
      sink.write(ByteBuffer.wrap(new byte[] {1}));
      assertSame(error, ends.take());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
