package org.albatross.benchmarks.attack;

/** What one connection of a crowd does once it is in. */
public interface Habit {
  /** Begins with it, on the crowd's thread. */
  void begin(Intruder self);
}
