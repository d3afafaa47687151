package org.albatross.endpoint;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.daemon.Shares;
import org.albatross.core.model.Path;
import org.albatross.core.tls.ChainException;

/**
 * What the endpoint takes of the daemons: so much for each tenant, and less for all than the
 * daemons have. Who wants more waits for its turn, each tenant for its own. Not thread-safe.
 */
final class DaemonPlaces {
  /**
   * What a connection to a daemon is used for; each use has places of its own.
   *
   * <p>All commands and transfers together are fewer than half of the connections of albatrossd,
   * all readers fewer than half of those of albatross-console, or of albatross-stats.
   */
  enum Use {
    /** One question and a short answer. */
    COMMAND(16, 96, true),
    /** An image or the data of a block device. */
    TRANSFER(16, 128, true),
    /** To read a console, for as long as one likes. */
    CONSOLE(256, 1000, false),
    /** To read statistics, for as long as one likes. */
    STATISTICS(256, 1000, false);

    private final int perTenant;
    private final int all;
    private final boolean ends;

    Use(int perTenant, int all, boolean ends) {
      this.perTenant = perTenant;
      this.all = all;
      this.ends = ends;
    }
  }

  private final Map<Use, Room> rooms = new EnumMap<>(Use.class);

  DaemonPlaces() {
    for (Use use : Use.values()) {
      rooms.put(use, new Room(use));
    }
  }

  /** The place of one client, or its place in the queue. */
  static final class Ticket {
    private final Room room;
    private final Path tenant;
    private final Runnable ready;
    private boolean hasPlace;

    private Ticket(Room room, Path tenant, Runnable ready) {
      this.room = room;
      this.tenant = tenant;
      this.ready = ready;
    }

    /** Whether it still waits. */
    boolean waits() {
      return !hasPlace;
    }

    /** Gives the place back, or leaves the queue; to be called once. */
    void leave() {
      room.leave(this);
    }
  }

  /**
   * One more client.
   *
   * @param ready run when it has a place: at once, if there is one
   * @throws ChainException if there is no place, and to wait for one would be in vain
   */
  Ticket enter(Use use, Path tenant, Runnable ready) throws ChainException {
    Room room = rooms.get(use);
    Ticket ticket = new Ticket(room, tenant, ready);
    if (!room.enter(ticket)) {
      throw new ChainException(
          "no more than %s can read at a time for one tenant; end one of them first"
              .formatted(use.perTenant));
    }
    return ticket;
  }

  private static final class Room {
    private final Use use;
    private final Shares<Path> taken;
    private final LinkedHashMap<Path, ArrayDeque<Ticket>> waiting = new LinkedHashMap<>();

    Room(Use use) {
      this.use = use;
      this.taken = new Shares<>(use.perTenant, use.all);
    }

    boolean enter(Ticket ticket) {
      if (taken.take(ticket.tenant, 1)) {
        ticket.hasPlace = true;
        ticket.ready.run();
        return true;
      }
      if (use.ends) {
        waiting.computeIfAbsent(ticket.tenant, first -> new ArrayDeque<>()).add(ticket);
      }
      return use.ends;
    }

    void leave(Ticket ticket) {
      if (!ticket.hasPlace) {
        forget(ticket);
        return;
      }
      taken.giveBack(ticket.tenant, 1);
      next()
          .ifPresent(
              follower -> {
                follower.hasPlace = true;
                follower.ready.run();
              });
    }

    private void forget(Ticket ticket) {
      waiting.computeIfPresent(
          ticket.tenant,
          (tenant, queue) -> {
            boolean unused = queue.remove(ticket);
            return queue.isEmpty() ? null : queue;
          });
    }

    /** The tenant that waited longest for a turn goes to the end of the row. */
    private Optional<Ticket> next() {
      Optional<Path> tenant =
          waiting.keySet().stream().filter(each -> taken.take(each, 1)).findFirst();
      return tenant.map(
          each -> {
            ArrayDeque<Ticket> queue = waiting.remove(each);
            Ticket first = queue.remove();
            if (!queue.isEmpty()) {
              waiting.put(each, queue);
            }
            return first;
          });
    }
  }
}
