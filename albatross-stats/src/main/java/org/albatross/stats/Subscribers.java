package org.albatross.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;

/**
 * Who listens to what: one for each name (contract 2, albatross-stats). Owned by one thread.
 *
 * @param <C> a connection, told apart by identity
 */
final class Subscribers<C> {
  static final int MAX_SUBSCRIBERS = 2048;

  private final Map<Name, C> subscribers = new HashMap<>();

  /** A listener and the name that it asked for. */
  record Subscriber<C>(Name asked, C connection) {}

  /**
   * Listens to a name, in place of who did before.
   *
   * @return who did before, if that is somebody else
   */
  Optional<C> add(Name name, C connection) throws AlbatrossException {
    if (subscribers.size() >= MAX_SUBSCRIBERS && !subscribers.containsKey(name)) {
      throw new AlbatrossException("there are %d subscribers already".formatted(MAX_SUBSCRIBERS));
    }
    return Optional.ofNullable(subscribers.put(name, connection))
        .filter(before -> before != connection);
  }

  /** A connection is gone, with all that it listens to. */
  void remove(C connection) {
    subscribers.values().removeIf(each -> each == connection);
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
    C connection = subscribers.get(name);
    if (connection != null) {
      found.add(new Subscriber<>(name, connection));
    }
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }
}
