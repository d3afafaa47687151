package org.albatross.console;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.albatross.core.model.Name;
import org.albatross.core.net.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What subscribers did not take yet, and what becomes of those who are slow. Up to {@value #MOST}
 * bytes wait for each, less where many are slow. Behind that its unikernel's fifo is read no more,
 * so that who reads loses nothing of a flood; but only for {@link #PATIENCE}: who did not take an
 * eighth by then is disconnected. Other unikernels never wait. All subscribers together have a
 * limit too, a part of the heap: beyond it somebody goes at once, of the tenant that has most who
 * has most.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** In bytes, for one subscriber. */
  static final long MOST = 4 << 20;

  /** A backlog that everybody may have, in bytes: what is read of a fifo at a time. */
  private static final long SMALL = 64 << 10;

  /** What a slow subscriber has to take at least before its unikernel is read on. */
  private static final int PART_TO_TAKE = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How often waiting unikernels are looked at; nothing is done while none waits. */
  private static final Duration CHECKS = Duration.ofMillis(5);

  private final EventLoop loop;
  private final long mostTogether;
  private final Consoles<Subscriber> consoles;
  private final Fifos fifos;
  private final Set<Subscriber> subscribers = new HashSet<>();
  private final Set<Name> waiting = new HashSet<>();

  /**
   * No subscribers yet.
   *
   * @param mostTogether how many bytes may wait for all subscribers together
   */
  Backlog(EventLoop loop, Consoles<Subscriber> consoles, Fifos fifos, long mostTogether) {
    this.loop = loop;
    this.consoles = consoles;
    this.fifos = fifos;
    this.mostTogether = mostTogether;
  }

  void add(Subscriber subscriber) {
    subscribers.add(subscriber);
  }

  /** The subscriber's connection is closed. */
  void remove(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** To be called after something was sent to the subscribers of a console. */
  void check(Console<Subscriber> console) {
    long most = most();
    for (Subscriber subscriber : console.subscribers()) {
      if (subscriber.pending() > most && subscriber.deadline().isEmpty()) {
        subscriber.setDeadline(Optional.of(System.nanoTime() + PATIENCE.toNanos()));
        pause(console.name());
      }
    }
    limitSum();
  }

  /** So that all who are slow reach the half of what there is for all, and nobody is ended. */
  private long most() {
    long slow = subscribers.stream().filter(each -> each.pending() > SMALL).count();
    return Math.max(SMALL, Math.min(MOST, mostTogether / 2 / Math.max(1, slow)));
  }

  private void pause(Name name) {
    fifos.pause(name);
    if (waiting.isEmpty()) {
      loop.schedule(CHECKS, this::checkWaiting);
    }
    waiting.add(name);
  }

  private void checkWaiting() {
    try {
      for (Name name : List.copyOf(waiting)) {
        if (!isStillBehind(name)) {
          waiting.remove(name);
          fifos.resume(name);
        }
      }
    } finally {
      if (!waiting.isEmpty()) {
        loop.schedule(CHECKS, this::checkWaiting);
      }
    }
  }

  private boolean isStillBehind(Name name) {
    long most = most();
    boolean behind = false;
    for (Subscriber subscriber : consoles.get(name).map(Console::subscribers).orElse(List.of())) {
      if (subscriber.pending() <= most - most / PART_TO_TAKE) {
        subscriber.setDeadline(Optional.empty());
      } else if (subscriber.deadline().filter(d -> d - System.nanoTime() < 0).isPresent()) {
        disconnect(subscriber);
      } else {
        behind |= subscriber.deadline().isPresent();
      }
    }
    return behind;
  }

  private void limitSum() {
    long sum = subscribers.stream().mapToLong(Subscriber::bytes).sum();
    while (sum > mostTogether) {
      Subscriber largest =
          largestTenant().stream().max(Comparator.comparingLong(Subscriber::bytes)).orElseThrow();
      sum -= largest.bytes();
      disconnect(largest);
    }
  }

  private List<Subscriber> largestTenant() {
    return subscribers.stream()
        .collect(Collectors.groupingBy(each -> Consoles.tenant(each.name())))
        .values()
        .stream()
        .max(Comparator.comparingLong(all -> all.stream().mapToLong(Subscriber::bytes).sum()))
        .orElseThrow();
  }

  private static void disconnect(Subscriber subscriber) {
    LOG.warn(
        "disconnecting a subscriber of {}: it does not read, {} bytes wait for it",
        subscriber.name(),
        subscriber.pending());
    subscriber.connection().close();
  }
}
