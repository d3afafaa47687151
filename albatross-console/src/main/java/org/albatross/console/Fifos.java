package org.albatross.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.host.HostException;
import org.albatross.core.host.file.FifoPoller;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.net.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fifos that are read: one for every unikernel that runs, and for a moment those of its former
 * lives that are not read to their end. They are read on a thread of their own; everything else
 * happens on the loop's.
 */
final class Fifos implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fifos.class);

  /** How often fifos are looked for that were given up before anybody wrote them. */
  private static final Duration SWEEP = Duration.ofSeconds(10);

  /** Lines that are handed over at once, as many as a ring keeps. */
  private static final int BATCH = 1024;

  private final RuntimeDirectory directory;
  private final EventLoop loop;
  private final FifoPoller poller = new FifoPoller();
  private final HandOver handOver;
  private final Map<Name, List<Source>> sources = new HashMap<>();

  /** Hears of what the fifos bring, on the loop's thread. */
  interface Listener {
    /** Lines of a unikernel, all read at a time. */
    void onLines(Name name, Instant time, List<Bytes> lines);

    /** The last fifo of a unikernel was read to its end. */
    void onEnd(Name name);
  }

  Fifos(RuntimeDirectory directory, EventLoop loop) throws HostException {
    this.directory = directory;
    this.loop = loop;
    this.handOver = new HandOver(loop);
    loop.schedule(SWEEP, this::sweep);
  }

  /**
   * Reads the fifo of a unikernel from now on. One that is read already is read on: albatrossd
   * announces it again when it lost its connection. A new fifo in the place of an old one is read
   * beside it, for the old one may hold a unikernel's last words.
   *
   * @throws HostException if there is no fifo of that name
   */
  void open(Name name, Listener listener) throws HostException {
    Path path = directory.fifo(name);
    Optional<Object> identity = identity(path);
    List<Source> all = sources.getOrDefault(name, List.of());
    if (!all.isEmpty() && all.get(all.size() - 1).isAt(identity)) {
      return;
    }
    Source source = new Source(name, path, identity, listener);
    source.handle = Optional.of(poller.add(path, source));
    sources.computeIfAbsent(name, key -> new ArrayList<>(1)).add(source);
  }

  /** Reads nothing of a unikernel: it waits. */
  void pause(Name name) {
    sources.getOrDefault(name, List.of()).forEach(source -> source.handle.ifPresent(poller::pause));
  }

  void resume(Name name) {
    sources
        .getOrDefault(name, List.of())
        .forEach(source -> source.handle.ifPresent(poller::resume));
  }

  @Override
  public void close() {
    handOver.close();
    poller.close();
  }

  private static Optional<Object> identity(Path path) {
    try {
      return Optional.ofNullable(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void ended(Source source) {
    List<Source> all = sources.getOrDefault(source.name, new ArrayList<>());
    if (all.remove(source) && all.isEmpty()) {
      sources.remove(source.name);
      source.listener.onEnd(source.name);
    }
  }

  /**
   * A fifo that was removed before anybody opened it for writing would be waited for for ever:
   * nobody can open it any more. It may have been written in this moment, so it gets time to be
   * read.
   */
  private void sweep() {
    loop.schedule(SWEEP, this::sweep);
    sources.values().stream()
        .flatMap(List::stream)
        .filter(Source::isOrphan)
        .toList()
        .forEach(
            source -> {
              LOG.info("fifo {} was removed before anybody wrote it", source.path);
              source.handle.ifPresent(poller::remove);
              ended(source);
            });
  }

  /** One fifo; its listener's methods run on the poller's thread. */
  private final class Source implements FifoPoller.Listener {
    private final Name name;
    private final Path path;
    private final Optional<Object> identity;
    private final Listener listener;
    private final LineSplitter splitter = new LineSplitter(this::take);
    private List<Bytes> batch = new ArrayList<>();
    private Instant time = Instant.EPOCH;
    private Optional<FifoPoller.Handle> handle = Optional.empty();
    private volatile boolean written;
    private boolean missing;

    Source(Name name, Path path, Optional<Object> identity, Listener listener) {
      this.listener = listener;
      this.name = name;
      this.path = path;
      this.identity = identity;
    }

    boolean isAt(Optional<Object> other) {
      return identity.isPresent() && Objects.equals(identity, other);
    }

    /** Whether nobody can write it any more, and that was so the last time already. */
    boolean isOrphan() {
      if (written) {
        return false;
      }
      boolean before = missing;
      missing = !isAt(Fifos.identity(path));
      return missing && before;
    }

    @Override
    public void onBytes(byte[] buffer, int length) {
      written = true;
      time = Instant.now();
      splitter.feed(buffer, length);
      flush();
    }

    @Override
    public void onEnd() {
      time = Instant.now();
      splitter.end();
      flush();
      handOver.put(() -> ended(this));
    }

    private void take(Bytes line) {
      batch.add(line);
      if (batch.size() == BATCH) {
        flush();
      }
    }

    private void flush() {
      if (!batch.isEmpty()) {
        List<Bytes> lines = batch;
        Instant read = time;
        batch = new ArrayList<>();
        handOver.put(() -> listener.onLines(name, read, lines));
      }
    }
  }
}
