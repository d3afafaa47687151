package org.albatross.albatrossd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link, and in albatross-console's place the test. */
class ConsoleLinkIT {
  private static final int MAX_FRAME = 1 << 16;

  @TempDir Path directory;

  private final Semaphore back = new Semaphore(0);
  private ServerSocketChannel server;
  private EventLoop loop;
  private Thread thread;
  private ConsoleLink link;

  @BeforeEach
  void connect() throws Exception {
    Path socket = directory.resolve("console.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    loop = new EventLoop();
    link = new ConsoleLink(socket, loop, new Work(Runnable::run, loop));
    link.onReconnect(back::release);
    link.connect();
    thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    thread.start();
  }

  @AfterEach
  void close() throws Exception {
    loop.execute(
        () -> {
          link.close();
          loop.stop();
        });
    thread.join();
    loop.close();
    server.close();
  }

  private FrameChannel accept() throws Exception {
    return new FrameChannel(server.accept(), MAX_FRAME);
  }

  private CompletableFuture<Void> add(String name) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          var unused =
              link.add(parsed(name), 1)
                  .whenComplete(
                      (done, failure) -> {
                        if (failure == null) {
                          answer.complete(null);
                        } else {
                          answer.completeExceptionally(failure);
                        }
                      });
        });
    return answer;
  }

  private static Name parsed(String name) {
    try {
      return Name.parse(name);
    } catch (Exception e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void answer(FrameChannel console) throws Exception {
    Message message = Wire.decode(console.receive().orElseThrow());
    assertTrue(message.payload() instanceof ConsoleCommand.Add, message.toString());
    console.send(Wire.encode(message.reply(new Success.Empty())));
  }

  @Test
  void aConnectionThatNobodyUsedIsRenewedAndNobodyMissesIt() throws Exception {
    accept().close();
    try (FrameChannel console = accept()) {
      CompletableFuture<Void> added = add("a:hello");
      answer(console);
      added.get(10, TimeUnit.SECONDS);
      assertEquals(0, back.availablePermits(), "told as if it had been away");
    }
  }

  @Test
  void oneThatWasUsedIsMissedAndComesBack() throws Exception {
    try (FrameChannel console = accept()) {
      CompletableFuture<Void> added = add("a:hello");
      answer(console);
      added.get(10, TimeUnit.SECONDS);
    }
    try (FrameChannel console = accept()) {
      assertTrue(back.tryAcquire(10, TimeUnit.SECONDS), "nobody is told that it is back");
      CompletableFuture<Void> added = add("a:hello");
      answer(console);
      added.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whereNobodyListensAnyMoreOneIsTold() throws Exception {
    FrameChannel console = accept();
    server.close();
    console.close();
    ExecutionException refused =
        assertThrows(
            ExecutionException.class,
            () -> {
              while (true) { // until the link has noticed
                add("a:hello").get(10, TimeUnit.SECONDS);
              }
            });
    assertTrue(refused.getMessage().contains("is not connected"), refused.getMessage());
  }
}
