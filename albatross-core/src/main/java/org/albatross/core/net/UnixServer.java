package org.albatross.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.Wire;

/**
 * The socket of a daemon that answers messages, and the connections to it. Everything here happens
 * on the loop's thread, or before and after the loop runs.
 */
public final class UnixServer implements Closeable {
  /** How long a new connection may say nothing. */
  private static final Duration FIRST_MESSAGE = Duration.ofSeconds(30);

  /** How many may read at a time that there is no place for them. */
  private static final int TURNED_AWAY = 64;

  private static final byte[] NO_PLACE =
      Wire.encode(
          new Message(
              0,
              Name.ROOT,
              new Payload.Failure("too many are connected at this moment; try again later")));

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final Path socket;
  private final Limits limits;
  private final Places places;
  private final ArrayDeque<Connection> turnedAway = new ArrayDeque<>();
  private Optional<Acceptor> acceptor = Optional.empty();

  /**
   * What peers may take up.
   *
   * @param connections how many are open at a time; more wait in the kernel's queue, unless one of
   *     these has said nothing whole yet
   * @param others how many of them others than the administrator may have; more are turned away
   * @param message the largest message to take, in bytes
   * @param firstMessage how long a new connection may say nothing whole
   * @param silentAdministrator whether one of the administrator's may do so for ever, while nobody
   *     else needs its place
   */
  public record Limits(
      int connections,
      int others,
      int message,
      Duration firstMessage,
      boolean silentAdministrator) {
    /** Leaves a quarter of the connections to the administrator. */
    public static Limits of(int connections, int message) {
      return new Limits(connections, connections - connections / 4, message, FIRST_MESSAGE, false);
    }

    /**
     * For a daemon to which another one links itself, perhaps long before it has to say anything.
     */
    public Limits withSilentAdministrator() {
      return new Limits(connections, others, message, firstMessage, true);
    }

    private boolean maySayNothing(PeerRole role) {
      return silentAdministrator && role == PeerRole.ADMINISTRATOR;
    }
  }

  /** Makes what answers a new connection. */
  public interface Sessions {
    /** A peer connected. */
    FrameHandler open(PeerRole role);
  }

  /** Takes a listening socket over; who connects waits in the kernel's queue for the time being. */
  public UnixServer(EventLoop loop, ServerSocketChannel channel, Path socket, Limits limits) {
    this.loop = loop;
    this.channel = channel;
    this.socket = socket;
    this.limits = limits;
    this.places = new Places(limits.connections(), limits.others());
  }

  /** Begins to accept connections; called once. */
  public void serve(Sessions sessions) throws IOException {
    loop.memory().onPressure(places::evictOldest);
    acceptor = Optional.of(loop.accept(channel, this::mayEnter, peer -> connected(peer, sessions)));
  }

  private boolean mayEnter() {
    return places.mayEnter(System.nanoTime());
  }

  private void connected(SocketChannel peer, Sessions sessions) throws IOException {
    PeerRole role = PeerRole.of(peer);
    Connection connection = loop.connection(peer, sessions.open(role), limits.message());
    if (!limits.maySayNothing(role)) {
      connection.awaitInput(limits.firstMessage());
    }
    Optional<Places.Place> place = places.enter(role, System.nanoTime(), connection::close);
    if (place.isEmpty()) {
      turnAway(connection);
      return;
    }
    connection.onFirstFrame(place.get()::known);
    connection.onClose(
        () -> {
          place.get().leave();
          acceptor.ifPresent(Acceptor::update);
        });
  }

  private void turnAway(Connection connection) {
    if (turnedAway.size() >= TURNED_AWAY) {
      turnedAway.remove().close();
    }
    turnedAway.add(connection);
    connection.onClose(() -> turnedAway.remove(connection));
    connection.send(NO_PLACE);
    connection.finishAndDrain();
  }

  /** How many connections are open. */
  public int open() {
    return places.open();
  }

  /** How many connections there were, those that are open included. */
  public long total() {
    return acceptor.map(Acceptor::total).orElse(0L);
  }

  /** Accepts no more; who connects waits in the kernel's queue until {@link #close}. */
  public void stop() {
    acceptor.ifPresent(Acceptor::stop);
  }

  /**
   * Ends listening and removes the socket file if it is ours. To be closed last, after the loop:
   * where systemd handed the socket over, this takes standard error away too.
   */
  @Override
  public void close() throws IOException {
    UnixSockets.close(channel, socket);
  }
}
