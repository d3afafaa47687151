package org.albatross.stats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;

/**
 * Who listens to what (docs/protocol/daemons.md, albatross-stats). Owned by one thread.
 *
 * @param <C> a connection, told apart by identity
 */
final class Subscribers<C> {
  static final int MAX_SUBSCRIBERS = 2048;

  private final int most;
  private final Map<Name, Deque<C>> subscribers = new HashMap<>();
  private int size;

  /** A listener and the name that it asked for. */
  record Subscriber<C>(Name asked, C connection) {}

  /**
   * Nobody yet.
   *
   * @param most how many may listen to one name at a time, at least 1
   */
  Subscribers(int most) {
    this.most = most;
  }

  /**
   * Listens to a name; where too many do, in place of who began first.
   *
   * @return who has to leave
   */
  Optional<C> add(Name name, C connection) throws AlbatrossException {
    Deque<C> listeners = subscribers.getOrDefault(name, new ArrayDeque<>());
    if (contains(listeners, connection)) {
      return Optional.empty();
    }
    if (listeners.size() < most && size >= MAX_SUBSCRIBERS) {
      throw new AlbatrossException("there are %s subscribers already".formatted(MAX_SUBSCRIBERS));
    }
    Optional<C> replaced =
        listeners.size() < most ? Optional.empty() : Optional.of(listeners.removeFirst());
    size += replaced.isPresent() ? 0 : 1;
    listeners.addLast(connection);
    subscribers.put(name, listeners);
    return replaced;
  }

  private boolean contains(Deque<C> listeners, C connection) {
    return listeners.stream().anyMatch(each -> each == connection);
  }

  /** A connection is gone, with all that it listens to. */
  void remove(C connection) {
    subscribers
        .values()
        .removeIf(
            listeners -> {
              size -= listeners.size();
              listeners.removeIf(each -> each == connection);
              size += listeners.size();
              return listeners.isEmpty();
            });
  }

  /** Those whose name is the unikernel's, or a path above it. */
  List<Subscriber<C>> of(Name unikernel) {
    List<Subscriber<C>> found = new ArrayList<>();
    if (!subscribers.isEmpty()) {
      for (Path path : unikernel.path().fromRoot()) {
        addTo(found, Name.of(path));
      }
      addTo(found, unikernel);
    }
    return found;
  }

  private void addTo(List<Subscriber<C>> found, Name name) {
    Deque<C> listeners = subscribers.get(name);
    if (listeners != null) {
      listeners.forEach(connection -> found.add(new Subscriber<>(name, connection)));
    }
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }
}
