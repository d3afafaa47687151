package org.albatross.albatrossd.launch;

import java.util.ArrayDeque;
import org.albatross.core.model.AlbatrossException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be taken back, last first, when something fails half-way. */
final class Undo {
  private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

  /** One thing to take back. */
  interface Step {
    void run() throws AlbatrossException;
  }

  private record Named(String what, Step step) {}

  private final ArrayDeque<Named> steps = new ArrayDeque<>();

  void add(String what, Step step) {
    steps.push(new Named(what, step));
  }

  /** Takes all back; what fails is logged, and the rest taken back all the same. */
  void run() {
    while (!steps.isEmpty()) {
      Named next = steps.pop();
      try {
        next.step().run();
      } catch (AlbatrossException | RuntimeException e) {
        LOG.error("{} failed: {}", next.what(), e.getMessage());
      }
    }
  }
}
