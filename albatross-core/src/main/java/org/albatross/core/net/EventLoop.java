package org.albatross.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a daemon that owns its state and its sockets. Nothing on it may block; other
 * threads hand it work with {@link #execute}. Built on the JDK's selector, which has Unix domain
 * sockets and is the same on Linux and FreeBSD.
 */
public final class EventLoop implements Executor, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final Duration DEADLINE_CHECKS = Duration.ofSeconds(1);

  private final Selector selector;
  private final MemoryBudget memory;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Set<Connection> connections = new HashSet<>();
  private final ByteBuffer shared = ByteBuffer.allocateDirect(FrameChannel.CHUNK);
  private List<Connection> toWrite = new ArrayList<>();
  private volatile boolean stopping;
  private long timerCount;

  public EventLoop() throws IOException {
    this(MemoryBudget.ofHeap());
  }

  /** All connections together have so much memory for large messages. */
  EventLoop(MemoryBudget memory) throws IOException {
    this.memory = memory;
    selector = Selector.open();
  }

  /** Something to be done later; may be cancelled on the loop's thread. */
  public final class Timer implements Comparable<Timer> {
    private final long due;
    private final long number;
    private final Runnable action;

    private Timer(long due, Runnable action) {
      this.due = due;
      this.number = timerCount++;
      this.action = action;
    }

    public void cancel() {
      timers.remove(this);
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(due - other.due, 0);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  /** Runs a task on the loop's thread; from any thread. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Runs an action after a delay; on the loop's thread, or before the loop runs. */
  public Timer schedule(Duration delay, Runnable action) {
    Timer timer = new Timer(System.nanoTime() + delay.toNanos(), action);
    timers.add(timer);
    return timer;
  }

  /** Accepts connections; on the loop's thread, or before the loop runs. */
  Acceptor accept(ServerSocketChannel server, BooleanSupplier mayAccept, Acceptor.Handler handler)
      throws IOException {
    return new Acceptor(this, server, mayAccept, handler);
  }

  /** What all connections may hold together. */
  MemoryBudget memory() {
    return memory;
  }

  /** Takes a connected channel over; on the loop's thread, or before the loop runs. */
  public Connection connection(SocketChannel channel, FrameHandler handler, int maxFrame)
      throws IOException {
    Connection connection = new Connection(this, channel, handler, maxFrame, memory);
    connections.add(connection);
    return connection;
  }

  /** Serves until {@link #stop}; an Error in a task or timer ends it. */
  public void run() throws IOException {
    schedule(DEADLINE_CHECKS, this::checkDeadlines);
    while (!stopping) {
      if (tasks.isEmpty() && toWrite.isEmpty()) {
        selector.select(this::ready, timeout());
      } else {
        selector.selectNow(this::ready);
      }
      runTimers();
      runTasks();
      writeAll();
    }
  }

  /** Makes {@link #run} return; from any thread. */
  public void stop() {
    stopping = true;
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : List.copyOf(connections)) {
      connection.close();
    }
    selector.close();
  }

  SelectionKey register(SelectableChannel channel, int ops, Object attachment) throws IOException {
    return channel.register(selector, ops, attachment);
  }

  void writeSoon(Connection connection) {
    toWrite.add(connection);
  }

  void forget(Connection connection) {
    connections.remove(connection);
  }

  private void ready(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key.attachment() instanceof Connection connection) {
      guarded(() -> connection.ready(shared));
    } else if (key.attachment() instanceof Acceptor acceptor) {
      guarded(() -> accept(acceptor));
    }
  }

  /** What is missing for one more connection is that one's end only: the acceptor closed it. */
  private static void accept(Acceptor acceptor) {
    try {
      acceptor.ready();
    } catch (OutOfMemoryError e) {
      LOG.error("no memory for a new connection, going on");
    }
  }

  /** In milliseconds; 0 would mean for ever. */
  private long timeout() {
    Timer next = timers.peek();
    return next == null ? 0 : Math.max(1, (next.due - System.nanoTime()) / 1_000_000 + 1);
  }

  private void runTimers() {
    long now = System.nanoTime();
    while (!timers.isEmpty() && timers.peek().due - now <= 0) {
      guarded(timers.remove().action);
    }
  }

  private void runTasks() {
    // Only what waits now: a task that adds another must not keep the sockets waiting.
    for (int waiting = tasks.size(); waiting > 0; waiting--) {
      guarded(tasks.remove());
    }
  }

  private void writeAll() {
    List<Connection> now = toWrite;
    toWrite = new ArrayList<>();
    now.forEach(Connection::writeQueued);
  }

  /**
   * A bug in one task is not the end of the others. An Error is: nobody knows what it left half
   * done in a state that all depend on, so it ends the loop, and the daemon.
   */
  private static void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("internal error, going on", e);
    }
  }

  private void checkDeadlines() {
    schedule(DEADLINE_CHECKS, this::checkDeadlines);
    long now = System.nanoTime();
    List.copyOf(connections).forEach(connection -> connection.checkDeadlines(now));
  }
}
