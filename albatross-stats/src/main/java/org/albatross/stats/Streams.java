package org.albatross.stats;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.albatross.core.host.HostException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Connection;
import org.albatross.core.net.EventLoop;
import org.albatross.core.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers at every interval what somebody listens to, and sends it. All numbers are totals: a
 * subscriber that has not taken one round misses the next, which costs it nothing but the time in
 * between, and costs us the memory of one round. Used on the loop's thread.
 */
final class Streams {
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
  private static final long STREAM = 0;

  /** Newcomers get their first numbers at once, all of them together this often at most. */
  private static final long EARLY_NANOS = Duration.ofSeconds(1).toNanos();

  /** How many may look on at a name; one more takes the place of the oldest of them. */
  private static final int MAX_WATCHERS = 16;

  /** The part of the heap that may wait for subscribers. */
  private static final int HEAP_PART = 4;

  private final EventLoop loop;
  private final Executor sampling;
  private final Sampler sampler;
  private final Registry registry;
  private final Duration interval;
  private final Subscribers<Connection> subscribers;

  /** Who only looks on, and takes no place from a subscriber. */
  private final Subscribers<Connection> watchers = new Subscribers<>(MAX_WATCHERS);

  private boolean gathering;
  private long lastEarly = System.nanoTime() - EARLY_NANOS;

  /**
   * Gathers nothing yet.
   *
   * @param sampling runs what the sampler does
   */
  Streams(
      EventLoop loop,
      Executor sampling,
      Sampler sampler,
      Registry registry,
      Subscribers<Connection> subscribers,
      Duration interval) {
    this.loop = loop;
    this.sampling = sampling;
    this.sampler = sampler;
    this.registry = registry;
    this.subscribers = subscribers;
    this.interval = interval;
  }

  /** Gathers from now on. */
  void start() {
    loop.schedule(interval, this::tick);
  }

  private void tick() {
    loop.schedule(interval, this::tick);
    if (gathering) {
      LOG.warn("gathering takes longer than the interval; leaving one out");
    } else {
      gather(each -> true);
    }
  }

  /** Listens to a name; who has to leave for it is closed. */
  Payload subscribe(Connection connection, Name name) {
    return listen(subscribers, connection, name);
  }

  /** Listens to a name in no subscriber's place. */
  Payload watch(Connection connection, Name name) {
    return listen(watchers, connection, name);
  }

  private static Payload listen(
      Subscribers<Connection> listeners, Connection connection, Name name) {
    try {
      Optional<Connection> before = listeners.add(name, connection);
      before.ifPresent(Connection::finish);
      LOG.info("somebody listens to {}", name);
      return new Success.Text("subscribed");
    } catch (AlbatrossException e) {
      return new Payload.Failure(e.getMessage());
    }
  }

  /** Sends a newcomer its first numbers without waiting for the interval. */
  void begin(Connection connection, Name name) {
    long now = System.nanoTime();
    if (connection.isOpen() && !gathering && now - lastEarly >= EARLY_NANOS) {
      lastEarly = now;
      gather(each -> each.connection() == connection && each.asked().equals(name));
    }
  }

  void unsubscribe(Connection connection) {
    subscribers.remove(connection);
    watchers.remove(connection);
  }

  private Stream<Subscribers.Subscriber<Connection>> listeners(Name unikernel) {
    return Stream.of(subscribers, watchers).flatMap(each -> each.of(unikernel).stream());
  }

  private void gather(Predicate<Subscribers.Subscriber<Connection>> whom) {
    if (subscribers.isEmpty() && watchers.isEmpty()) {
      return;
    }
    List<Registry.Entry> wanted =
        registry.entries().stream()
            .filter(entry -> listeners(entry.name()).anyMatch(whom))
            .toList();
    if (wanted.isEmpty()) {
      return;
    }
    gathering = true;
    sampling.execute(
        () -> {
          Optional<Sampler.Round> round = round(wanted);
          loop.execute(
              () -> {
                gathering = false;
                round.ifPresent(gathered -> deliver(gathered, whom));
              });
        });
  }

  private Optional<Sampler.Round> round(List<Registry.Entry> wanted) {
    try {
      return Optional.of(sampler.gather(wanted));
    } catch (HostException e) {
      LOG.error("cannot gather statistics: {}", e.getMessage());
    } catch (RuntimeException e) {
      // Otherwise no round would ever follow.
      LOG.error("internal error, going on", e);
    }
    return Optional.empty();
  }

  private void deliver(Sampler.Round round, Predicate<Subscribers.Subscriber<Connection>> whom) {
    for (Registry.Entry gone : round.gone()) {
      LOG.info("process {} of {} is gone", gone.watched().pid(), gone.name());
      registry.remove(gone);
    }
    Delivery delivery = new Delivery(Runtime.getRuntime().maxMemory() / HEAP_PART);
    for (Sampler.Sample sample : round.samples()) {
      Name name = sample.entry().name();
      for (Subscribers.Subscriber<Connection> each : listeners(name).filter(whom).toList()) {
        if (delivery.takes(each.connection())) {
          Name shown = name.relativeTo(each.asked().path());
          byte[] frame =
              Wire.encode(new Message(STREAM, shown, new Payload.StatsData(sample.stats())));
          delivery.send(each.connection(), frame);
        }
      }
    }
  }
}
