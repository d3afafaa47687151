package org.albatross.core.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.net.Connection;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.FrameException;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.net.UnixServer;
import org.albatross.core.net.UnixSockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data that come and go, with one thread for all disks. */
@Timeout(60)
class TransfersTest {
  private static final int MAX_FRAME = 1 << 20;
  private static final String UP = "up";
  private static final String DOWN = "down";

  @TempDir Path directory;
  private final ExecutorService disk = Executors.newSingleThreadExecutor();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final byte[] content = new byte[3_000_000];
  private Path socket;
  private EventLoop loop;
  private UnixServer server;
  private Thread thread;

  @BeforeEach
  void start() throws Exception {
    new Random(7).nextBytes(content);
    socket = directory.resolve("test.sock");
    loop = new EventLoop();
    server =
        new UnixServer(
            loop, UnixSockets.listen(socket), socket, UnixServer.Limits.of(100, MAX_FRAME));
    server.serve(role -> new Session());
    thread = new Thread(this::run);
    thread.start();
  }

  private void run() {
    try {
      loop.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws Exception {
    loop.stop();
    thread.join();
    loop.close();
    server.close();
    disk.shutdownNow();
  }

  /** Does what the first frame says. */
  private final class Session implements FrameHandler {
    private Optional<FrameHandler> next = Optional.empty();

    @Override
    public void onFrame(Connection connection, byte[] frame) {
      if (next.isPresent()) {
        next.get().onFrame(connection, frame);
        return;
      }
      connection.pause();
      if (new String(frame, UTF_8).equals(UP)) {
        Upload upload =
            new Upload(
                connection, new Collecting(), disk, loop, new UploadOutcome(connection, events));
        next = Optional.of(upload);
        upload.begin();
      } else {
        Download download =
            new Download(connection, new Giving(), disk, loop, new DownloadOutcome());
        next = Optional.of(download);
        download.begin();
      }
    }

    @Override
    public void onError(Connection connection, FrameException error) {
      next.ifPresent(each -> each.onError(connection, error));
    }

    @Override
    public void onEnd(Connection connection) {
      next.ifPresentOrElse(each -> each.onEnd(connection), connection::close);
    }

    @Override
    public void onClosed(Connection connection) {
      next.ifPresent(each -> each.onClosed(connection));
    }
  }

  private final class Collecting implements Receiver {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    @Override
    public void open() {
      events.add("opened");
    }

    @Override
    public void take(byte[] piece) throws AlbatrossException {
      if (new String(piece, UTF_8).equals("bad")) {
        throw new AlbatrossException("refused by the receiver");
      }
      all.writeBytes(piece);
    }

    @Override
    public void end() {
      received.add(all.toByteArray());
    }

    @Override
    public void close() {
      events.add("closed");
    }
  }

  private record UploadOutcome(Connection connection, BlockingQueue<String> events)
      implements Upload.Outcome {
    @Override
    public void whole() {
      connection.send("whole".getBytes(UTF_8));
      connection.finish();
    }

    @Override
    public void broken(Throwable why) {
      connection.send(why.getMessage().getBytes(UTF_8));
      connection.finishAndDrain();
    }

    @Override
    public void gone() {
      events.add("gone");
    }
  }

  private final class Giving implements Source {
    private int position = -Integer.BYTES;

    @Override
    public void open() {
      events.add("opened");
    }

    @Override
    public ByteBuffer next() {
      if (position < 0) {
        position = 0;
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, content.length);
      }
      int count = Math.min(PIECE, content.length - position);
      ByteBuffer piece = ByteBuffer.wrap(content, position, count).slice();
      position += count;
      return piece;
    }

    @Override
    public boolean isDone() {
      return position == content.length;
    }

    @Override
    public boolean isWithinFrame() {
      return position >= 0;
    }

    @Override
    public void close() {
      events.add("closed");
    }
  }

  private final class DownloadOutcome implements Download.Outcome {
    @Override
    public void whole() {
      events.add("whole");
    }

    @Override
    public void broken(Throwable why) {
      events.add(why.getMessage());
    }

    @Override
    public void gone() {
      events.add("gone");
    }
  }

  private FrameChannel ask(String what) throws IOException {
    FrameChannel peer = FrameChannel.connect(socket, 1 << 24);
    peer.send(what.getBytes(UTF_8));
    return peer;
  }

  private void expect(String... expected) throws InterruptedException {
    for (String each : expected) {
      assertEquals(each, events.poll(20, TimeUnit.SECONDS));
    }
  }

  private void upload() throws Exception {
    try (FrameChannel peer = ask(UP)) {
      for (int from = 0; from < content.length; from += 60_000) {
        peer.send(ByteBuffer.wrap(content, from, Math.min(60_000, content.length - from)));
      }
      peer.sendEnd();
      assertEquals("whole", new String(peer.receive().orElseThrow(), UTF_8));
      assertArrayEquals(content, received.take());
    }
  }

  @Test
  void whatIsUploadedIsWholeAndTheReceiverIsClosedBeforeTheAnswer() throws Exception {
    upload();
    expect("opened", "closed");
  }

  @Test
  void uploadsThatSayNothingHoldNoThread() throws Exception {
    List<FrameChannel> silent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      silent.add(ask(UP));
      silent.get(i).send(new byte[1000]);
      expect("opened");
    }
    upload();
    expect("opened", "closed");
    for (FrameChannel each : silent) {
      each.close();
    }
    for (int i = 0; i < 20; i++) {
      expect("closed");
    }
  }

  @Test
  void whatTheReceiverRefusesIsToldThoughThePeerSendsOn() throws Exception {
    try (FrameChannel peer = ask(UP)) {
      peer.send("bad".getBytes(UTF_8));
      peer.send(new byte[100_000]);
      assertEquals("refused by the receiver", new String(peer.receive().orElseThrow(), UTF_8));
    }
    expect("opened", "closed");
  }

  @Test
  void anUploadWhosePeerLeavesIsTidiedAway() throws Exception {
    FrameChannel peer = ask(UP);
    expect("opened");
    peer.send(new byte[1000]);
    peer.close();
    expect("closed");
  }

  @Test
  void whoEndsItsOutputAfterAWholeUploadGetsTheAnswerAndBeforeTheReason() throws Exception {
    try (SocketChannel half = UnixSockets.connect(socket)) {
      FrameChannel peer = new FrameChannel(half, MAX_FRAME);
      peer.send(UP.getBytes(UTF_8));
      peer.send(new byte[1000]);
      peer.sendEnd();
      half.shutdownOutput();
      assertEquals("whole", new String(peer.receive().orElseThrow(), UTF_8));
    }
    try (SocketChannel half = UnixSockets.connect(socket)) {
      FrameChannel peer = new FrameChannel(half, MAX_FRAME);
      peer.send(UP.getBytes(UTF_8));
      peer.send(new byte[1000]);
      half.shutdownOutput();
      assertEquals(
          "the peer closed the connection within a stream",
          new String(peer.receive().orElseThrow(), UTF_8));
    }
  }

  @Test
  void aDownloadIsWholeAndWhatItHeldIsFreeBeforeThePeerHasAll() throws Exception {
    try (FrameChannel peer = ask(DOWN)) {
      assertArrayEquals(content, peer.receive().orElseThrow());
      assertEquals(List.of("opened", "closed", "whole"), List.copyOf(events));
      assertTrue(peer.receive().isEmpty());
    }
  }

  @Test
  void downloadsThatAreNotReadHoldNoThread() throws Exception {
    List<FrameChannel> unread = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      unread.add(ask(DOWN));
      expect("opened");
    }
    upload();
    expect("opened", "closed");
    for (FrameChannel each : unread) {
      each.close();
    }
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ends.add(events.take());
    }
    assertEquals(20, Collections.frequency(ends, "closed"));
    assertEquals(20, Collections.frequency(ends, "gone"));
  }
}
