package org.albatross.console;

import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.net.Connection;

/** A client that reads a console. */
final class Subscriber {
  /** What a connection takes for a few lines, in bytes. */
  private static final int FIRST_BUFFER = 512;

  /** The buffer that a connection fills when more waits. */
  private static final int LAST_BUFFER = 64 << 10;

  private final Connection connection;
  private final Name name;
  private Optional<Long> deadline = Optional.empty();

  Subscriber(Connection connection, Name name) {
    this.connection = connection;
    this.name = name;
  }

  Connection connection() {
    return connection;
  }

  /** Whose console it reads. */
  Name name() {
    return name;
  }

  /** Bytes that it did not take yet. */
  long pending() {
    return connection.pending();
  }

  /** About how much memory that takes. */
  long bytes() {
    long pending = pending();
    return pending <= FIRST_BUFFER ? pending : pending + LAST_BUFFER;
  }

  /** Until when it must have caught up, by {@link System#nanoTime}; absent if it is not behind. */
  Optional<Long> deadline() {
    return deadline;
  }

  void setDeadline(Optional<Long> deadline) {
    this.deadline = deadline;
  }
}
